import type { ReactNode } from 'react'
import classes from './virtual-table.module.css'

interface Props {
  first: ReactNode
  second?: string | null
  isStrong?: boolean
}

/** A cell with a main and a secondary line. */
export function TwoLines({ first, second, isStrong = false }: Props) {
  return (
    <>
      <div className={`${classes['first']} ${isStrong ? classes['strong'] : ''}`}>
        <bdi>{first ?? '–'}</bdi>
      </div>
      {second && (
        <div className={classes['second']}>
          <bdi>{second}</bdi>
        </div>
      )}
    </>
  )
}
