import assert from 'node:assert/strict'

/** A copy of a value as a journal gives it back; sees that the value is plain data, of which nothing is lost as JSON. */
export function plain(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    assert.ok(Number.isFinite(value), `${value} cannot be written as JSON`)
    return value
  }
  if (Array.isArray(value)) return value.map(plain)
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined
  assert.ok(prototype === Object.prototype || prototype === null, `${typeof value} is no plain data`)
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, plain(inner)]))
}
