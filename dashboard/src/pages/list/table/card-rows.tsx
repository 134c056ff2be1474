import { Box } from '@mantine/core'
import classes from './card-rows.module.css'
import { itemAt } from './cursor-pages.ts'
import { useHeld } from './use-cursor-pages.ts'
import { useVirtualRows } from './use-virtual-rows.ts'
import type { RowsProps } from './virtual-table.tsx'

const cardHeight = 124

/** The rows of a long table as cards, for phones: the first column as the title, and the next three. */
export function CardRows<Item>({ label, columns, pages, total, view, above, onOpen, selecting }: RowsProps<Item>) {
  const held = useHeld(pages, (all) => all)
  const { viewport, rows } = useVirtualRows({ pages, total, rowHeight: cardHeight, view })
  const [title, ...others] = columns
  return (
    <Box
      ref={viewport}
      className={classes['viewport'] ?? ''}
      mah={`max(360px, calc(100dvh - ${above}px))`}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      <ul className={classes['cards']} aria-label={label} aria-busy={held.isStale}>
        {rows.map((row) => {
          if ('space' in row) return <li key={row.key} aria-hidden role="none" style={{ height: row.space }} />
          const { index } = row
          const placed = itemAt(held, index)
          return (
            <li key={index} className={classes['card']} aria-posinset={index + 1} aria-setsize={total}>
              {selecting && (
                <label className={classes['box']}>
                  <input
                    type="checkbox"
                    aria-label={`Select row ${index + 1}`}
                    checked={selecting.isSelected(placed?.item)}
                    disabled={selecting.isAll || !placed}
                    onChange={() => selecting.toggle(index, false)}
                  />
                </label>
              )}
              {placed && title ? (
                <div className={classes['content']}>
                  <button type="button" className={classes['open']} onClick={() => onOpen(index, placed)}>
                    <bdi>{title.show(placed.item) ?? '–'}</bdi>
                  </button>
                  <dl>
                    {others.slice(0, 3).map((column) => (
                      <div key={column.key}>
                        <dt>{column.label}</dt>
                        <dd>
                          <bdi>{column.show(placed.item) ?? '–'}</bdi>
                        </dd>
                      </div>
                    ))}
                  </dl>
                </div>
              ) : (
                <div className={classes['waiting']}>Loading</div>
              )}
            </li>
          )
        })}
      </ul>
    </Box>
  )
}
