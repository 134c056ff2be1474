import { fileURLToPath } from 'node:url'
import { projectFolder } from '../../folders.ts'
import { policyOf } from '../guards/security-headers.ts'
import type { Route } from '../http.ts'
import { readAssets, sendAsset } from './static-files.ts'

const built = fileURLToPath(new URL('dist/docs/', projectFolder))
const policy = policyOf({ 'default-src': "'none'", 'style-src': "'self'", 'img-src': "'self'" })

/** Serves the documentation at `/docs`. It owns no path if the documentation was not built. */
export function docsRoute(folder = built): Route {
  const assets = readAssets(folder, policy)
  const find = (path: string) => {
    const name = /^\/docs(\/.*)?$/.exec(path)?.[1] ?? ''
    return path === '/docs' ? assets.get('/index.html') : (assets.get(name) ?? assets.get(`${name}.html`))
  }
  return {
    owns: (path) => find(path) !== undefined,
    handle(req, res, path) {
      const asset = find(path)
      if (!asset) throw new Error(`There is no page at ${path}.`)
      sendAsset(req, res, asset)
    },
  }
}
