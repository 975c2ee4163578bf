import type { Acceptance } from '../contracts/acceptance.ts'
import type { Fuel } from '../contracts/fuel.ts'
import type { Makes } from '../contracts/part.ts'
import type { Ref } from '../contracts/ref.ts'
import type { Registry } from '../contracts/registry.ts'

/** The rules by which offspring are judged, made of the refs that tickets bring. */
export interface Rules {
  acceptance(ref: Ref): Acceptance
  fuel(ref: Ref): Fuel
}

/** The rules of a registry, each made once for its options. */
export function createRules(registry: Registry): Rules {
  const made = new Map<string, unknown>()
  function rule<Kind extends 'acceptance' | 'fuel'>(kind: Kind, ref: Ref): Makes[Kind] {
    const key = JSON.stringify([kind, ref])
    const known = made.get(key) ?? registry.create(kind, ref, ['use'])
    made.set(key, known)
    return known as Makes[Kind]
  }
  return { acceptance: (ref) => rule('acceptance', ref), fuel: (ref) => rule('fuel', ref) }
}
