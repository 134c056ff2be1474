import classes from './links.module.css'

// Tables render hundreds of these at once, so they are plain elements, and each of Tabler's icons is one path.
const linkedinPath =
  'M8 11v5M8 8v.01M12 16v-5M16 16v-3a2 2 0 1 0 -4 0M3 7a4 4 0 0 1 4 -4h10a4 4 0 0 1 4 4v10a4 4 0 0 1 -4 4h-10a4 4 0 0 1 -4 -4z'
const worldPath =
  'M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0M3.6 9h16.8M3.6 15h16.8M11.5 3a17 17 0 0 0 0 18M12.5 3a17 17 0 0 1 0 18'

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
    <a href={href} target="_blank" rel="noreferrer" className={classes['link']}>
      {text.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
    </a>
  )
}

/** An e-mail address as a link. */
export function MailLink({ email }: { email: string }) {
  return (
    <a href={`mailto:${encodeURIComponent(email).replace('%40', '@')}`} className={classes['link']}>
      {email}
    </a>
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
    { href: webAddress(linkedin), label: `${name} on LinkedIn`, path: linkedinPath },
    { href: webAddress(website ?? null), label: `Website of ${name}`, path: worldPath },
  ]
  if (pages.every(({ href }) => href === null)) return '–'
  return (
    <span className={classes['pages']}>
      {pages.map(
        ({ href, label, path }) =>
          href !== null && (
            <a key={label} href={href} target="_blank" rel="noreferrer" className={classes['link']}>
              <svg viewBox="0 0 24 24" width={20} height={20} className={classes['icon']} role="img" aria-label={label}>
                <path d={path} />
              </svg>
            </a>
          ),
      )}
    </span>
  )
}
