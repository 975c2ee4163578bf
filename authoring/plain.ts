import { types } from 'node:util'

/** Lists and objects within each other that reach a program. */
const DEEPEST = 64

/** Values that a case may hold; those of typed arrays do not count. */
const MOST = 20_000_000

/** Something in a value that is no plain data: where, and what it is. */
export interface Odd {
  /** As it is written in JavaScript: `input.items[3]`. */
  readonly path: string
  readonly what: string
}

const TYPED: ReadonlySet<string> = new Set([
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
])

const article = (name: string): string => (/^[AEIO]/i.test(name) ? `an ${name}` : `a ${name}`)

/** What an object is called that was made by a class. */
function classOf(value: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(value) as object, 'constructor')?.value
  return typeof name === 'function' && name.name !== '' ? article(name.name.slice(0, 60)) : 'an object of a class'
}

/** What is wrong with a typed array, or with a view of another kind. */
function oddView(value: ArrayBufferView): string | undefined {
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  if (!TYPED.has(kind)) return article(kind)
  if (types.isSharedArrayBuffer(value.buffer)) return `${article(kind)} on shared memory`
  return value.buffer.detached ? `${article(kind)} whose memory is gone` : undefined
}

/** What a value is, looked at alone, that no program can be given. */
function oddKind(value: unknown): string | undefined {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value === 'bigint') return 'a BigInt'
  if (typeof value !== 'object' || value === null) return undefined
  if (types.isProxy(value)) return 'a proxy'
  if (Array.isArray(value)) return undefined
  if (ArrayBuffer.isView(value)) return oddView(value)
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype ? undefined : classOf(value)
}

const member = (key: string | symbol): string =>
  typeof key === 'symbol'
    ? `[${String(key)}]`
    : /^[A-Za-z_$][\w$]*$/.test(key)
      ? `.${key}`
      : /^\d+$/.test(key)
        ? `[${key}]`
        : `[${JSON.stringify(key)}]`

/**
 * Finds what keeps a value from being plain data: null, undefined, booleans, numbers, texts, typed arrays of numbers, and lists and
 * objects of those, nested within reason. Only such values come to a program as they are.
 *
 * @param name how the value is called in paths
 */
export function findOdd(value: unknown, name: string): Odd | undefined {
  const trail: object[] = []
  let left = MOST

  /** `at` is made only where something is found. */
  function look(item: unknown, at: () => string): Odd | undefined {
    left -= 1
    if (left < 0) return { path: name, what: `more than ${MOST} values` }
    const what = oddKind(item)
    if (what !== undefined) return { path: at(), what }
    if (typeof item !== 'object' || item === null || ArrayBuffer.isView(item)) return undefined
    if (trail.includes(item)) return { path: at(), what: 'a value that holds itself' }
    if (trail.length === DEEPEST) return { path: name, what: `nested deeper than ${DEEPEST} levels` }
    trail.push(item)
    const found = Array.isArray(item) ? lookList(item, at) : lookFields(item, at)
    trail.pop()
    return found
  }

  function lookList(list: readonly unknown[], at: () => string): Odd | undefined {
    if (list.length > left) return { path: at(), what: `a list of more than ${MOST} values` }
    for (let k = 0; k < list.length; k++) {
      const item = list[k]
      if (typeof item === 'number') continue
      const found = look(item, () => `${at()}[${k}]`)
      if (found !== undefined) return found
    }
    return undefined
  }

  function lookFields(fields: object, at: () => string): Odd | undefined {
    for (const key of Reflect.ownKeys(fields)) {
      const path = (): string => at() + member(key)
      if (typeof key === 'symbol') return { path: path(), what: 'a field whose name is a symbol' }
      if (key === '__proto__') return { path: path(), what: 'a field of that name' }
      const { value: field, get, set } = Object.getOwnPropertyDescriptor(fields, key) as PropertyDescriptor
      if (get !== undefined || set !== undefined) return { path: path(), what: 'a getter' }
      if (typeof field === 'number') continue
      const found = look(field, path)
      if (found !== undefined) return found
    }
    return undefined
  }

  return look(value, () => name)
}
