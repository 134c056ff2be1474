import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectFolder } from '../../folders.ts'
import { pagePolicy } from '../guards/security-headers.ts'
import type { PageHandler, Route } from '../http.ts'
import { readAssets, sendAsset } from './static-files.ts'

const built = fileURLToPath(new URL('dist/dashboard/', projectFolder))
const pages = /^\/($|(sign-in|new-import|imports|lists|credits|block-list|accounts|settings)(\/|$))/

/** A path that ends in a file extension, such as that of a download with a typing error, is no page. */
function isPage(path: string): boolean {
  return pages.test(path) && extname(path) === ''
}

/**
 * Serves the dashboard at `/` and at the paths of its pages. It owns no path if the dashboard was not built. `pageNotFound` serves
 * it at an unknown address.
 */
export function dashboardRoute(folder = built): Route & { readonly pageNotFound: PageHandler | null } {
  const assets = readAssets(folder, pagePolicy)
  const page = assets.get('/index.html')
  return {
    owns: (path) => page !== undefined && (isPage(path) || assets.has(path)),
    handle(req, res, path) {
      const asset = assets.get(path) ?? page
      if (!asset) throw new Error(`There is no asset at ${path}.`)
      sendAsset(req, res, asset)
    },
    pageNotFound: page ? (req, res) => sendAsset(req, res, page, 404) : null,
  }
}
