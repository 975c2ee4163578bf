/** What a model costs, in millionths of a dollar for a million tokens: 0.15 dollars a million are 150,000. Whole numbers. */
export interface Price {
  readonly input: number
  readonly output: number
}

/** Bytes of UTF-8 that make a token, on average: the usual rule of four characters for English and code; other scripts take more bytes. */
const BYTES_PER_TOKEN = 4

/**
 * About how many tokens a text has. A rule and not a tokenizer: it bounds prompts and prices them before they are sent; what a call
 * cost is what its endpoint counted.
 */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN)

/**
 * Price of a call in millionths of a dollar, rounded up.
 *
 * @example
 * priceOf({ input: 3_000_000, output: 15_000_000 }, { input: 1000, output: 200 }) // 6000: six tenths of a cent
 */
export const priceOf = (price: Price, tokens: { readonly input: number; readonly output: number }): number =>
  Math.ceil((tokens.input * price.input + tokens.output * price.output) / 1_000_000)
