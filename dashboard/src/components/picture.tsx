/** A small drawing for a page that has no content yet. */
export function Picture() {
  return (
    <svg width={96} height={64} viewBox="0 0 96 64" fill="none" aria-hidden>
      <title>Rows of a list</title>
      <rect
        x={8}
        y={6}
        width={80}
        height={52}
        rx={6}
        fill="var(--leadstream-page)"
        stroke="var(--leadstream-track)"
        strokeWidth={2}
      />
      {[18, 32, 46].map((y, at) => (
        <g key={y}>
          <circle cx={20} cy={y} r={4} fill={`var(--leadstream-${['success', 'info', 'notice'][at]})`} />
          <rect x={30} y={y - 3} width={[44, 34, 40][at]} height={6} rx={3} fill="var(--leadstream-track)" />
        </g>
      ))}
    </svg>
  )
}
