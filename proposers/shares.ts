import type { Context } from '../engine/contracts/proposer.ts'

/** The operators that a ticket may use, with the shares that they have in it: what they are listed with, times what their credit makes of it. */
export const sharedOut = <T extends { readonly name: string; readonly weight: number }>(
  operators: readonly T[],
  { disabledOperators, shares }: Pick<Context, 'disabledOperators' | 'shares'>,
): T[] =>
  operators
    .filter(({ name }) => disabledOperators?.includes(name) !== true)
    .map((item) => ({ ...item, weight: item.weight * (shares?.[item.name] ?? 100) }))
