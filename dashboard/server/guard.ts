import { timingSafeEqual } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'

/** Where a server listens and who may ask it. */
export interface Door {
  readonly host: string
  readonly port: number
  /** Needed by everyone when the server listens elsewhere than on loopback. */
  readonly token?: string
}

/** A page may load its own files and ask its own server, and nothing else: no inline script, no frame, no form. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const COOKIE = 'ternate-token'

/** Whether only this machine can reach a server there. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** The names under which a page of this server may be asked for. A name that somebody else's DNS points here is none of them. */
function hostsOf({ host, port }: Door): ReadonlySet<string> {
  const here = ['127.0.0.1', 'localhost', '::1']
  const elsewhere = isLoopback(host)
    ? []
    : [host, hostname(), ...Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))]
  const names = [...here, host, ...elsewhere].map((name) => bracketed(name.toLowerCase()))
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}

function same(given: string, token: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(token)
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Refuses what does not come from this server's own page: other hosts (DNS rebinding), other origins (a page elsewhere that posts here), and,
 * when it listens elsewhere than on loopback, everyone without the token, which the first address carries and a cookie keeps. Says with
 * every answer what a page may load.
 */
export function guard(door: () => Door): MiddlewareHandler {
  return async (c, next) => {
    const { token, port } = door()
    c.header('Content-Security-Policy', POLICY)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'no-referrer')
    c.header('Cross-Origin-Opener-Policy', 'same-origin')
    c.header('Cross-Origin-Resource-Policy', 'same-origin')
    c.header('Cache-Control', 'no-store')
    const host = (c.req.header('host') ?? '').toLowerCase()
    if (!hostsOf(door()).has(host)) return c.text('This server goes by another name.', 421)
    const origin = c.req.header('origin')
    if (origin !== undefined && origin !== `http://${host}`) return c.text('Only its own page may ask this server.', 403)
    const site = c.req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && c.req.path.startsWith('/api/'))
      return c.text('Only its own page may ask this server.', 403)
    if (c.req.method !== 'GET' && (origin === undefined || !/^application\/json\b/.test(c.req.header('content-type') ?? '')))
      return c.text('Only its own page may tell this server anything.', 403)
    if (token !== undefined) {
      const named = c.req.query('token')
      const cookie = `${COOKIE}-${port}`
      if (named !== undefined && same(named, token)) {
        setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
        return c.redirect(c.req.path)
      }
      if (!same(getCookie(c, cookie) ?? '', token)) return c.text('Open the address with the token that the command printed.', 401)
    }
    await next()
  }
}
