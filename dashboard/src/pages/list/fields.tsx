import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './fields.module.css'

/** A name and its value; fields without a value are not shown. */
export type Field = readonly [name: string, value: ReactNode]

/** Fields under a heading; renders nothing if none has a value. */
export function Fields({ title, fields }: { title: string; fields: readonly Field[] }) {
  const known = fields.filter(([, value]) => value !== null && value !== undefined && value !== '')
  if (known.length === 0) return null
  return (
    <Stack component="section" gap="xs">
      <Title order={3} size="h5">
        {title}
      </Title>
      <dl className={classes['fields']}>
        {known.map(([name, value]) => (
          <div key={name} className={classes['field']}>
            <Text component="dt" size="sm" c="dimmed">
              <bdi>{name}</bdi>
            </Text>
            <Text component="dd" size="sm" m={0} className={classes['value'] ?? ''}>
              <bdi>{value}</bdi>
            </Text>
          </div>
        ))}
      </dl>
    </Stack>
  )
}
