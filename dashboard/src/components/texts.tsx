import { Fragment } from 'react'

/** Texts of users, separated by dots; each keeps its own direction. */
export function Texts({ texts }: { texts: readonly string[] }) {
  return [...texts.entries()].map(([at, text]) => (
    <Fragment key={at}>
      {at > 0 && ' · '}
      <bdi>{text}</bdi>
    </Fragment>
  ))
}
