interface Scheme {
  readonly lengths: readonly number[]
  count: number
  readonly plus: Int32Array
  readonly minus: Int32Array
}

interface Tools {
  random(): number
  readonly schemes: {
    standard(n: number, m: number, p: number): Scheme
    flip(scheme: Scheme, random: () => number): boolean
    copy(scheme: Scheme): Scheme
    listed(scheme: Scheme): number[][][]
  }
}

/** A scheme with few products for an n x m by an m x p matrix. */
export function decompose(
  { n, m, p }: { readonly n: number; readonly m: number; readonly p: number },
  { random, schemes }: Tools,
): number[][][] {
  // EVOLVE-BLOCK-START
  const scheme = schemes.standard(n, m, p)
  for (let step = 0; step < 5000; step++) schemes.flip(scheme, random)
  return schemes.listed(scheme)
  // EVOLVE-BLOCK-END
}
