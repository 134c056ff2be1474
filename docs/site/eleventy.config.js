import { readFileSync } from 'node:fs'
import syntaxHighlight from '@11ty/eleventy-plugin-syntaxhighlight'
import { anchorOf, chapters, hrefOf, titleOf } from './pages.ts'

const root = new URL('../../', import.meta.url)

/** Builds dist/docs from the documents of the repository: plain pages, without scripts. */
export default function configure(eleventy) {
  eleventy.setUseGitIgnore(false)
  eleventy.addPassthroughCopy({ 'docs/pictures': 'pictures', 'docs/site/style.css': 'style.css' })
  eleventy.addPlugin(syntaxHighlight)
  eleventy.amendLibrary('md', (markdown) => {
    markdown.core.ruler.push('links', ({ tokens }) => {
      for (const token of tokens.flatMap(({ children }) => children ?? [])) rewriteLink(token)
    })
    markdown.core.ruler.push('anchors', ({ tokens }) => addAnchors(tokens))
  })
  const navigation = chapters.map(({ title, pages }) => ({
    title,
    pages: pages.map((file) => ({ href: hrefOf(file), title: titleOf(readFileSync(new URL(file, root), 'utf8')) })),
  }))
  for (const file of chapters.flatMap(({ pages }) => pages)) {
    const text = readFileSync(new URL(file, root), 'utf8')
    const name = hrefOf(file)
    eleventy.addTemplate(`${name === '' ? 'index' : name}.md`, text, {
      layout: 'layout.njk',
      permalink: name === '' ? 'index.html' : `${name}.html`,
      title: titleOf(text),
      href: name,
      navigation,
    })
  }
  return {
    dir: { input: 'docs/site', includes: '.', output: 'dist/docs' },
    templateFormats: ['md'],
    // Documents contain braces of their own.
    markdownTemplateEngine: false,
  }
}

/** Points a link to the page of its document; a link to another file of the repository becomes text. */
function rewriteLink(token) {
  const source = token.attrGet('src')
  if (source !== null) token.attrSet('src', source.replace(/^(\.\.\/)?docs\//, '/docs/'))
  const target = token.attrGet('href')
  if (target === null || /^([a-z]+:|#)/.test(target)) return
  const [path = '', anchor] = target.split('#')
  const href = hrefOf(path)
  if (href === null) token.attrs = null
  else token.attrSet('href', `/docs/${href}${anchor === undefined ? '' : `#${anchor}`}`)
}

/** Gives each heading the anchor that GitHub gives it; one that occurs again gets a number. */
function addAnchors(tokens) {
  const taken = new Map()
  for (const [index, heading] of tokens.entries()) {
    if (heading.type !== 'heading_open') continue
    const anchor = anchorOf(tokens[index + 1].children.map(({ content }) => content).join(''))
    const earlier = taken.get(anchor) ?? 0
    taken.set(anchor, earlier + 1)
    heading.attrSet('id', earlier === 0 ? anchor : `${anchor}-${earlier}`)
  }
}
