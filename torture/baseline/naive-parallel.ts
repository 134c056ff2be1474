import type pg from 'pg'
import type { ImportLoad } from '../harness/concurrent-callers.ts'

/** The naive way to import: check the balance, insert the rows, then charge, each in its own transaction. */
export async function createNaiveLoad(
  pool: pg.Pool,
  { credits, rows }: { credits: number; rows: number },
): Promise<ImportLoad> {
  await pool.query(
    `DROP TABLE IF EXISTS naive_account, naive_rows;
     CREATE TABLE naive_account (balance int); CREATE TABLE naive_rows (import int, row int);
     INSERT INTO naive_account VALUES (${credits})`,
  )
  const balance = async () => {
    const found = await pool.query<{ balance: number }>('SELECT balance FROM naive_account')
    return found.rows[0]?.balance ?? 0
  }
  return {
    async start(number) {
      if ((await balance()) < rows) return false
      await pool.query('INSERT INTO naive_rows SELECT $1, generate_series(1, $2)', [number, rows])
      await pool.query('UPDATE naive_account SET balance = balance - $1', [rows])
      return true
    },
    async settled() {},
    async readState() {
      const found = await pool.query<{ balance: number; landed: number }>(
        'SELECT balance, (SELECT count(*)::int FROM naive_rows) AS landed FROM naive_account',
      )
      const { balance, landed } = found.rows[0] ?? { balance: 0, landed: 0 }
      return { granted: credits, balance, available: balance, charged: credits - balance, landed }
    },
  }
}
