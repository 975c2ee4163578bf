import { useEffect, useState } from 'preact/hooks'

/** Where in the page one is: parts of a path, and the view's settings. All of it stands in the address, after the hash. */
export interface Route {
  readonly path: readonly string[]
  readonly query: URLSearchParams
}

function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => {
        try {
          return decodeURIComponent(part)
        } catch {
          return part
        }
      }),
    query: new URLSearchParams(query),
  }
}

/** An address in the page. Settings that are undefined or empty are left out. */
export function linkTo(path: readonly (string | number)[], query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]))
  const search = new URLSearchParams(given).toString()
  return `#/${path.map((part) => encodeURIComponent(String(part))).join('/')}${search === '' ? '' : `?${search}`}`
}

/** Where one is now. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const changed = (): void => setHash(location.hash)
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return routeOf(hash)
}

/** Changes settings of the view in the address, without a new step in the history. */
export function setQuery(changes: Readonly<Record<string, string | number | undefined>>): void {
  const { path, query } = routeOf(location.hash)
  const next = linkTo(path, { ...Object.fromEntries(query), ...changes })
  history.replaceState(null, '', next)
  dispatchEvent(new HashChangeEvent('hashchange'))
}
