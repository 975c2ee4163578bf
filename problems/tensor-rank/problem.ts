import { defineProblem, fieldsOf, integersOf, invalid, wholeFrom } from 'ternate'
import type { CaseDraft, Invalid } from 'ternate'

/** The sizes of a product: an n x m by an m x p matrix. */
interface Input {
  readonly n: number
  readonly m: number
  readonly p: number
}

type Term = readonly [u: readonly number[], v: readonly number[], w: readonly number[]]

/** Largest coefficient of a scheme: sums of a thousand products of three stay exact. */
const LARGEST = 1000

/** Fewest multiplications known over the integers; the order of the sizes does not matter. */
const KNOWN: Readonly<Record<string, number>> = {
  '2x2x2': 7,
  '2x2x3': 11,
  '2x2x4': 14,
  '2x3x3': 15,
  '2x3x4': 20,
  '2x4x4': 26,
  '3x3x3': 23,
  '3x3x4': 29,
  '3x4x4': 38,
  '4x4x4': 49,
}

/** Most coefficients of a vector: the library has a bit for each. */
const BITS = 32

/** With a size of 1 the definition has the fewest there can be. */
function known({ n, m, p }: Input): number | undefined {
  const sizes = [n, m, p].sort((a, b) => a - b).join('x')
  return sizes.startsWith('1x') ? n * m * p : KNOWN[sizes]
}

const products = (...sizes: readonly string[]): CaseDraft<Input>[] =>
  sizes.map((name) => {
    const [n = 0, m = 0, p = 0] = name.split('x').map(Number)
    return { name, input: { n, m, p } }
  })

function readTerms({ n, m, p }: Input, answer: unknown): readonly Term[] | Invalid {
  if (!Array.isArray(answer)) return invalid('not a list of products')
  if (answer.length > n * m * p) return invalid(`${answer.length} products, more than the ${n * m * p} of the definition`)
  const terms: Term[] = []
  for (const [k, item] of answer.entries()) {
    if (!Array.isArray(item) || item.length !== 3) return invalid(`product ${k} is not [u, v, w]`)
    const parts: (readonly number[])[] = []
    for (const [part, length] of [n * m, m * p, n * p].entries()) {
      const vector = integersOf(item[part], -LARGEST, LARGEST, length)
      if ('invalid' in vector) return invalid(`product ${k}: ${vector.invalid}`)
      parts.push(vector)
    }
    terms.push(parts as unknown as Term)
  }
  return terms
}

/** Where a scheme computes something else than the product; every coefficient of all n m m p n p is compared. */
function mistake({ n, m, p }: Input, terms: readonly Term[]): string | undefined {
  for (let a = 0; a < n * m; a++) {
    for (let b = 0; b < m * p; b++) {
      for (let c = 0; c < n * p; c++) {
        const [i, j] = [Math.floor(a / m), a % m]
        const wanted = Math.floor(b / p) === j && Math.floor(c / p) === i && b % p === c % p ? 1 : 0
        let found = 0
        for (const [u, v, w] of terms) found += (u[a] ?? 0) * (v[b] ?? 0) * (w[c] ?? 0)
        if (found !== wanted)
          return `A[${i}][${j}] B[${Math.floor(b / p)}][${b % p}] belongs ${wanted} times to C[${Math.floor(c / p)}][${c % p}], not ${found} times`
      }
    }
  }
  return undefined
}

export default defineProblem<Input, unknown>({
  statement: `Schemes for multiplying small matrices with few multiplications, over the integers and without commuting: C = A B, where A is n x m
and B is m x p. decompose({ n, m, p }, { random, schemes }) returns a list of products [u, v, w], vectors of whole numbers of lengths n m, m p and
n p: each product is the sum of u[i m + j] A[i][j], times the sum of v[j p + k] B[j][k], and is added w[i p + k] times to C[i][k]. The scheme
must be exact; fewer products are better. n m p products always suffice. random() gives numbers in [0, 1). schemes has
standard(n, m, p), the definition as a scheme; flip(scheme, random), one try to replace two products that have a factor in common
by two others, or by one; copy(scheme); listed(scheme), the list to be returned. The number of products is scheme.count.`,
  entry: 'decompose(sizes: { readonly n: number; readonly m: number; readonly p: number }, tools: Tools): number[][][]',
  direction: 'minimize',
  unit: '% above the fewest products known',
  cases: {
    train: products('2x2x2', '2x2x3', '2x3x3', '3x3x3'),
    validation: products('2x2x4', '2x3x4', '3x3x3'),
    heldOut: { '3x3x3': products('3x3x3'), larger: products('2x4x4', '3x3x4') },
  },
  repeats: 3,

  checkCase({ input }) {
    const size = wholeFrom(1, BITS)
    const read = fieldsOf(input, { n: size, m: size, p: size })
    if ('invalid' in read) return read
    const { n, m, p } = read
    const longest = Math.max(n * m, m * p, n * p)
    if (longest > BITS) return invalid(`a matrix of ${longest} numbers, and ${BITS} are the most`)
    return known(read) === undefined ? invalid(`how few products are known for ${n}x${m}x${p} does not stand in problem.ts`) : undefined
  },

  verify({ input }, answer) {
    const terms = readTerms(input, answer)
    if ('invalid' in terms) return terms
    const wrong = mistake(input, terms)
    if (wrong !== undefined) return invalid(wrong)
    const coefficients = terms.flat(2).filter((value) => value !== 0).length
    const fewest = known(input) ?? Number.NaN
    return { score: (100 * (terms.length - fewest)) / fewest, metrics: { products: terms.length, coefficients } }
  },

  descriptors: [
    { name: 'coefficients', edges: [90, 110, 130, 150] },
    { name: 'size', edges: [60, 90, 120] },
  ],

  vocabulary: {
    functions: ['random() < _', 'Math.floor(random() * _)', 'schemes.flip(_, random)', 'schemes.copy(_)', '_ < _ ? _ : _', '_ % _'],
    constants: [0, 1, 2, 3, 10, 100, 1000, 10_000, 100_000, 300_000],
  },

  references: [
    { name: 'the definition', set: '3x3x3', score: 100 * (27 / 23 - 1), source: '27 products' },
    { name: 'Laderman', set: '3x3x3', score: 0, source: 'Laderman, Bulletin of the AMS 82 (1976): 23 products' },
  ],
})
