import { Anchor, Group } from '@mantine/core'
import { IconBrandLinkedin, IconWorld } from '@tabler/icons-react'

/** An address on the web that a browser may be sent to; null for any other text, whatever scheme it claims. */
function webAddress(text: string | null): string | null {
  if (text === null) return null
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return null
  const { hostname, href } = new URL(address)
  return hostname.includes('.') ? href : null
}

/** A text from a file or the web as a link, where it is an address. */
export function WebLink({ text }: { text: string }) {
  const href = webAddress(text)
  if (href === null) return text
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" inherit>
      {text.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
    </Anchor>
  )
}

/** An e-mail address that opens a letter. */
export function MailLink({ email }: { email: string }) {
  return (
    <Anchor href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`} inherit>
      {email}
    </Anchor>
  )
}

/** Icons that lead to somebody's page on LinkedIn and to their website, where there are any. */
export function PageLinks({
  name,
  linkedin,
  website,
}: {
  name: string
  linkedin: string | null
  website?: string | null
}) {
  const pages = [
    { href: webAddress(linkedin), label: `${name} on LinkedIn`, Icon: IconBrandLinkedin },
    { href: webAddress(website ?? null), label: `Website of ${name}`, Icon: IconWorld },
  ]
  return (
    <Group gap="xs" wrap="nowrap">
      {pages.map(
        ({ href, label, Icon }) =>
          href !== null && (
            <Anchor key={label} href={href} target="_blank" rel="noreferrer" aria-label={label} lh={0}>
              <Icon size={20} stroke={1.75} aria-hidden />
            </Anchor>
          ),
      )}
    </Group>
  )
}
