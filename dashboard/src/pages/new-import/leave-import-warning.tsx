import { LeaveWarning } from '../../components/leave-warning.tsx'

/** Asks before the user leaves a file that is not imported yet. */
export function LeaveImportWarning() {
  return (
    <LeaveWarning title="Leave this import?">
      It hasn’t started. For 24 hours, the Back button of your browser returns to it.
    </LeaveWarning>
  )
}
