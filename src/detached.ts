/** Returns a copy that shares no memory with the original: a string cut from a longer one keeps all of that in memory. */
export function detached<Value extends string | object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}
