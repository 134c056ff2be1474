import { Anchor, Group } from '@mantine/core'
import { IconBrandLinkedin, IconWorld } from '@tabler/icons-react'

/** Returns an http or https URL for a text; null for anything else, including other schemes. */
function webAddress(text: string | null): string | null {
  if (text === null) return null
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return null
  const { hostname, href } = new URL(address)
  return hostname.includes('.') ? href : null
}

/** A text as a link if it is a web address. */
export function WebLink({ text }: { text: string }) {
  const href = webAddress(text)
  if (href === null) return text
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" inherit>
      {text.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
    </Anchor>
  )
}

/** An e-mail address as a link. */
export function MailLink({ email }: { email: string }) {
  return (
    <Anchor href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`} inherit>
      {email}
    </Anchor>
  )
}

/** Icons that link to a LinkedIn page and a website, if known. */
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
