import { waitFor } from './wait-for.ts'

/** Waits while the day (UTC) is about to end, for tests of what is counted by the day. */
export async function awayFromMidnight(): Promise<void> {
  await waitFor(() => new Date().getUTCHours() < 23 || new Date().getUTCMinutes() < 58)
}
