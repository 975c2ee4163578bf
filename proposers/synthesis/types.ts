/** What a value is, as far as a signature declares it. Equal types have equal keys. */
export type Type =
  | { readonly kind: 'number' | 'boolean' | 'string' | 'unknown'; readonly key: string }
  | { readonly kind: 'list'; readonly key: string; readonly element: Type }
  | { readonly kind: 'tuple'; readonly key: string; readonly elements: readonly Type[] }
  | { readonly kind: 'record'; readonly key: string; readonly fields: readonly Field[] }
  /** Stands for any type, the same one wherever a component's signature has its name. */
  | { readonly kind: 'variable'; readonly key: string }

/** A member of a record. */
export interface Field {
  readonly name: string
  readonly type: Type
}

export const NUMBER: Type = { kind: 'number', key: 'number' }
export const BOOLEAN: Type = { kind: 'boolean', key: 'boolean' }
export const STRING: Type = { kind: 'string', key: 'string' }
export const UNKNOWN: Type = { kind: 'unknown', key: 'unknown' }

/** The type of lists whose elements have a type. */
export const listOf = (element: Type): Type => ({ kind: 'list', key: `${element.key}[]`, element })

/** The type of lists of a fixed length, each element with a type of its own. */
export const tupleOf = (elements: readonly Type[]): Type => ({
  kind: 'tuple',
  key: `[${elements.map(({ key }) => key).join(', ')}]`,
  elements,
})

/** The type of plain objects with these members. */
export const recordOf = (fields: readonly Field[]): Type => ({
  kind: 'record',
  key: `{ ${fields.map(({ name, type }) => `${name}: ${type.key}`).join('; ')} }`,
  fields,
})

/** What is known of a type variable by its name. */
export type Bindings = Readonly<Record<string, Type>>

/** The bindings under which a pattern is a type, beside those that hold already; undefined where there are none. */
export function unify(pattern: Type, type: Type, bindings: Bindings = {}): Bindings | undefined {
  switch (pattern.kind) {
    case 'variable': {
      const bound = bindings[pattern.key]
      if (bound === undefined) return { ...bindings, [pattern.key]: type }
      return bound.key === type.key ? bindings : undefined
    }
    case 'list':
      return type.kind === 'list' ? unify(pattern.element, type.element, bindings) : undefined
    case 'tuple':
      if (type.kind !== 'tuple' || type.elements.length !== pattern.elements.length) return undefined
      return pattern.elements.reduce<Bindings | undefined>(
        (held, element, k) => held && unify(element, type.elements[k] as Type, held),
        bindings,
      )
    default:
      return pattern.key === type.key ? bindings : undefined
  }
}

/** A type with what is bound in the place of its variables. */
export function bound(type: Type, bindings: Bindings): Type {
  switch (type.kind) {
    case 'variable':
      return bindings[type.key] ?? UNKNOWN
    case 'list':
      return listOf(bound(type.element, bindings))
    case 'tuple':
      return tupleOf(type.elements.map((element) => bound(element, bindings)))
    default:
      return type
  }
}

/** Whether every part of a type is known. */
export function isKnown(type: Type): boolean {
  switch (type.kind) {
    case 'unknown':
    case 'variable':
      return false
    case 'list':
      return isKnown(type.element)
    case 'tuple':
      return type.elements.every(isKnown)
    case 'record':
      return type.fields.every((field) => isKnown(field.type))
    default:
      return true
  }
}

/** Whether a value is of a type. */
export function isOfType(value: unknown, type: Type): boolean {
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) && value.every((item) => isOfType(item, type.element))
    case 'tuple':
      return Array.isArray(value) && value.length === type.elements.length && type.elements.every((item, k) => isOfType(value[k], item))
    case 'record':
      return (
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        type.fields.every(
          ({ name, type: field }) => Object.hasOwn(value, name) && isOfType((value as Record<string, unknown>)[name], field),
        )
      )
    case 'unknown':
    case 'variable':
      return false
    default:
      return typeof value === type.kind
  }
}
