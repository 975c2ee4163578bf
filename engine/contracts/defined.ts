/** An object's type without `undefined`: a field that may be undefined becomes one that may be absent. */
export type Defined<Fields> = { [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] } & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>
}

/**
 * Copies an object without the fields that are undefined, the others in their order. Optional fields of contracts are absent, never
 * undefined, so that equal values have equal JSON.
 *
 * @example
 * defined({ score: 1, reason: undefined }) // { score: 1 }
 */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  const kept: Record<string, unknown> = {}
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name]
  return kept as Defined<Fields>
}
