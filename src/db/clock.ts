/** SQL: a source of one row, `clock.now`, for updates that set the time only in some rows: Citus accepts no `now()` within COALESCE or CASE. */
export const clock = '(SELECT now() AS now) AS clock'
