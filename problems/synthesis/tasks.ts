import type { Random } from 'ternate'

/** A task of everyday programming: a signature, what it asks for, and how inputs are drawn. */
export interface Task {
  /** As the entry of programs, without its name. */
  readonly signature: string
  readonly statement: string
  /** What the initial program returns. */
  readonly initial: string
  /** Inputs that every suite of the task has: a list of arguments each. */
  readonly edges: readonly (readonly unknown[])[]
  draw(random: Random): readonly unknown[]
  answer(...args: never[]): unknown
  /** How far a number may be off, as a share of it. */
  readonly tolerance?: number
}

const between = (random: Random, least: number, most: number): number => least + random.integer(most - least + 1)
const times = <T>(count: number, make: (k: number) => T): T[] => Array.from({ length: count }, (_, k) => make(k))
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const VISIBLE = `${LETTERS}${LETTERS.toUpperCase()}0123456789!?.,;:-+*/()=<>#`
const drawText = (random: Random, most: number, from: string = VISIBLE, least = 0): string =>
  times(between(random, least, most), () => from.charAt(random.integer(from.length))).join('')
const drawNumbers = (random: Random, count: number, least: number, most: number): number[] =>
  times(count, () => between(random, least, most))
const drawWords = (random: Random, most: number): string => times(between(random, 1, most), () => drawText(random, 7, LETTERS, 1)).join(' ')
const POINTS: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({ 1: 'eaionrtlsu', 2: 'dg', 3: 'bcmp', 4: 'fhvwy', 5: 'k', 8: 'jx', 10: 'qz' }).flatMap(([points, letters]) =>
    Array.from(letters).map((letter) => [letter, Number(points)]),
  ),
)
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/**
 * Tasks of PSB1 (Helmuth and Spector, GECCO 2015) and PSB2 (Helmuth and Kelly, GECCO 2021), by their descriptions there; where a program
 * prints there, it returns here. Median and smallest print one number, `replace-space` prints a text and returns a number, and is a pair here.
 */
export const tasks: Readonly<Record<string, Task>> = {
  smallest: {
    signature: '(a: number, b: number, c: number, d: number): number',
    statement: 'The smallest of four whole numbers.',
    initial: '0',
    edges: [
      [0, 0, 0, 0],
      [-44, -7, -13, -5],
      [2, 3, -4, 1],
      [99, 99, 99, 98],
    ],
    draw: (random) => drawNumbers(random, 4, -100, 100),
    answer: (a: number, b: number, c: number, d: number) => Math.min(a, b, c, d),
  },
  median: {
    signature: '(a: number, b: number, c: number): number',
    statement: 'The median of three whole numbers.',
    initial: '0',
    edges: [
      [0, 0, 0],
      [5, 5, 1],
      [1, 5, 5],
      [-9, 9, 0],
    ],
    draw: (random) => drawNumbers(random, 3, -100, 100),
    answer: (...list: number[]) => list.toSorted((p, q) => p - q)[1],
  },
  gcd: {
    signature: '(a: number, b: number): number',
    statement: 'The greatest common divisor of two positive whole numbers.',
    initial: '1',
    edges: [
      [1, 1],
      [4, 400_000],
      [54, 24],
      [4200, 3528],
      [820_000, 63_550],
      [123_456, 654_321],
    ],
    draw(random) {
      const common = between(random, 1, 100)
      return [common * between(random, 1, 1000), common * between(random, 1, 1000)]
    },
    answer(a: number, b: number) {
      let [p, q] = [a, b]
      while (q !== 0) [p, q] = [q, p % q]
      return p
    },
  },
  'count-odds': {
    signature: '(numbers: number[]): number',
    statement: 'How many numbers of a list of whole numbers are odd.',
    initial: '0',
    edges: [[[]], [[0]], [[1]], [[-1]], [[-8, -7]], [[1, 3, 5, 7, 9]], [[2, 4, 6]]],
    draw: (random) => [drawNumbers(random, random.integer(51), -1000, 1000)],
    answer: (numbers: number[]) => numbers.filter((number) => number % 2 !== 0).length,
  },
  'last-index-of-zero': {
    signature: '(numbers: number[]): number',
    statement: 'The last position of a 0 in a list of whole numbers that has one.',
    initial: '0',
    edges: [[[0]], [[0, 0, 0]], [[5, 0]], [[0, 5]], [[-3, 0, 0, 7, 9]]],
    draw(random) {
      const list = drawNumbers(random, between(random, 1, 50), -50, 50)
      return [list.with(random.integer(list.length), 0).map((number) => (random.next() < 0.05 ? 0 : number))]
    },
    answer: (numbers: number[]) => numbers.lastIndexOf(0),
  },
  'negative-to-zero': {
    signature: '(numbers: number[]): number[]',
    statement: 'A list of whole numbers with 0 in the place of every negative one.',
    initial: '[]',
    edges: [[[]], [[-10]], [[0]], [[10]], [[-1, 1, -2, 2]]],
    draw: (random) => [drawNumbers(random, random.integer(51), -1000, 1000)],
    answer: (numbers: number[]) => numbers.map((number) => Math.max(0, number)),
  },
  'vectors-summed': {
    signature: '(a: number[], b: number[]): number[]',
    statement: 'The sums of the numbers of two lists of equal length, position by position.',
    initial: '[]',
    edges: [
      [[], []],
      [[0], [0]],
      [[3], [-3]],
      [
        [1, 2],
        [10, 20],
      ],
    ],
    draw(random) {
      const length = random.integer(51)
      return [drawNumbers(random, length, -1000, 1000), drawNumbers(random, length, -1000, 1000)]
    },
    answer: (a: number[], b: number[]) => a.map((number, k) => number + (b[k] ?? 0)),
  },
  'mirror-image': {
    signature: '(a: number[], b: number[]): boolean',
    statement: 'Whether a list of whole numbers is another one of equal length from behind.',
    initial: 'false',
    edges: [
      [[], []],
      [[1], [1]],
      [[1], [0]],
      [
        [1, 2],
        [2, 1],
      ],
      [
        [1, 2],
        [1, 2],
      ],
      [
        [5, 6, 7],
        [7, 6, 5],
      ],
    ],
    draw(random) {
      const list = drawNumbers(random, random.integer(31), -1000, 1000)
      const other = list.toReversed()
      const roll = random.next()
      if (roll < 0.5 || list.length === 0) return [list, other]
      return [list, roll < 0.75 ? other.with(random.integer(list.length), between(random, -1000, 1000)) : [...list]]
    },
    answer: (a: number[], b: number[]) => a.every((number, k) => number === b.at(-1 - k)),
  },
  'replace-space': {
    signature: '(text: string): [string, number]',
    statement: 'A text with a new line in the place of every blank, and how many characters of it are no blanks.',
    initial: "['', 0]",
    edges: [[''], [' '], ['a'], ['a b'], ['   '], ['ab cd ef']],
    draw: (random) => [drawText(random, 20, `${VISIBLE}${' '.repeat(14)}`)],
    answer: (text: string) => [text.replaceAll(' ', '\n'), text.replaceAll(' ', '').length],
  },
  'double-letters': {
    signature: '(text: string): string',
    statement: 'A text with every letter twice, every exclamation mark three times, and all else once.',
    initial: "''",
    edges: [[''], ['A'], ['!'], [' '], ['*'], ['q1!'], ['!!'], ['abc!']],
    draw: (random) => [drawText(random, 20, `${VISIBLE}!!!!!   `)],
    answer: (text: string) =>
      Array.from(text)
        .map((one) => (one === '!' ? '!!!' : /[a-z]/i.test(one) ? one + one : one))
        .join(''),
  },
  'fizz-buzz': {
    signature: '(n: number): string',
    statement: 'Fizz for a multiple of 3, Buzz for one of 5, FizzBuzz for one of both, and any other whole number as a text.',
    initial: "''",
    edges: [[1], [2], [3], [5], [9], [10], [15], [30], [45]],
    draw: (random) => [between(random, 1, 100_000)],
    answer: (n: number) => (n % 15 === 0 ? 'FizzBuzz' : n % 3 === 0 ? 'Fizz' : n % 5 === 0 ? 'Buzz' : String(n)),
  },
  'small-or-large': {
    signature: '(n: number): string',
    statement: 'small for a whole number below 1000, large for one of 2000 or more, and an empty text for any other.',
    initial: "''",
    edges: [[0], [999], [1000], [1001], [1999], [2000], [2001], [-10_000], [10_000]],
    draw: (random) => [random.next() < 0.3 ? between(random, 980, 2020) : between(random, -10_000, 10_000)],
    answer: (n: number) => (n < 1000 ? 'small' : n >= 2000 ? 'large' : ''),
  },
  'fuel-cost': {
    signature: '(masses: number[]): number',
    statement: 'The sum over a list of whole numbers of a third of each, rounded down, less 2.',
    initial: '0',
    edges: [[[6]], [[7]], [[8]], [[9, 14]], [[100_000]]],
    draw: (random) => [drawNumbers(random, between(random, 1, 20), 6, 100_000)],
    answer: (masses: number[]) => masses.reduce((sum, mass) => sum + Math.floor(mass / 3) - 2, 0),
  },
  digits: {
    signature: '(n: number): string',
    statement:
      'The digits of a whole number, the last one first, each on a line; the first digit of a negative number keeps its minus sign.',
    initial: "''",
    edges: [[0], [5], [-5], [10], [-10], [12_345], [-987]],
    draw: (random) => [between(random, -10, 10) * 10 ** random.integer(10) + between(random, -9999, 9999)],
    answer: (n: number) =>
      Array.from(String(Math.abs(n)))
        .map((digit, k) => (k === 0 && n < 0 ? `-${digit}` : digit))
        .toReversed()
        .join('\n'),
  },
  syllables: {
    signature: '(text: string): number',
    statement: 'How many of the letters a, e, i, o, u and y a text of small letters, digits and marks has.',
    initial: '0',
    edges: [[''], ['a'], ['z'], ['aeiouy'], ['hello'], ['y y']],
    draw: (random) => [drawText(random, 20, `${LETTERS}aeiouyaeiouy 0123456789!-`)],
    answer: (text: string) => Array.from(text).filter((one) => 'aeiouy'.includes(one)).length,
  },
  'scrabble-score': {
    signature: '(word: string): number',
    statement: 'What a word is worth in Scrabble, in letters of any case; other characters are worth nothing.',
    initial: '0',
    edges: [[''], ['z'], ['Z'], ['quiz'], ['Jukebox'], [' '], ['a-b']],
    draw: (random) => [drawText(random, 20, `${LETTERS}${LETTERS.toUpperCase()} -1`)],
    answer: (word: string) => Array.from(word.toLowerCase()).reduce((sum, letter) => sum + (POINTS[letter] ?? 0), 0),
  },
  'string-lengths-backwards': {
    signature: '(texts: string[]): number[]',
    statement: 'The lengths of the texts of a list, the last one first.',
    initial: '[]',
    edges: [[[]], [['']], [['a', 'bc']], [['', 'abc', '']]],
    draw: (random) => [times(random.integer(21), () => drawText(random, 20))],
    answer: (texts: string[]) => texts.map(({ length }) => length).toReversed(),
  },
  'compare-string-lengths': {
    signature: '(a: string, b: string, c: string): boolean',
    statement: 'Whether the second of three texts is longer than the first, and the third longer than the second.',
    initial: 'false',
    edges: [
      ['', '', ''],
      ['', 'a', 'ab'],
      ['a', 'b', 'c'],
      ['ab', 'a', ''],
      ['', 'a', 'a'],
      ['', '', 'a'],
    ],
    draw(random) {
      const texts = times(3, () => drawText(random, 20))
      return random.next() < 0.4 ? texts.toSorted((p, q) => p.length - q.length) : texts
    },
    answer: (a: string, b: string, c: string) => a.length < b.length && b.length < c.length,
  },
  'vector-average': {
    signature: '(numbers: number[]): number',
    statement: 'The mean of a list of numbers that is not empty.',
    initial: '0',
    edges: [[[0]], [[5]], [[-1, 1]], [[1, 2, 3, 4]]],
    draw: (random) => [times(between(random, 1, 50), () => Math.round((random.next() * 2000 - 1000) * 1000) / 1000)],
    answer: (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length,
    tolerance: 1e-6,
  },
  'sum-of-squares': {
    signature: '(n: number): number',
    statement: 'The sum of the squares of the whole numbers from 1 to a number.',
    initial: '0',
    edges: [[1], [2], [3], [4], [5], [100]],
    draw: (random) => [between(random, 1, 100)],
    answer: (n: number) => times(n, (k) => (k + 1) ** 2).reduce((sum, square) => sum + square, 0),
  },
  grade: {
    signature: '(a: number, b: number, c: number, d: number, score: number): string',
    statement: 'The grade of a score, by the least scores for A, B, C and D; F below these.',
    initial: "''",
    edges: [
      [80, 70, 60, 50, 85],
      [80, 70, 60, 50, 80],
      [80, 70, 60, 50, 79],
      [80, 70, 60, 50, 70],
      [80, 70, 60, 50, 60],
      [80, 70, 60, 50, 50],
      [80, 70, 60, 50, 49],
      [90, 80, 70, 60, 100],
      [50, 20, 10, 5, 4],
    ],
    draw(random) {
      const limits = new Set<number>()
      while (limits.size < 4) limits.add(between(random, 1, 99))
      const sorted = [...limits].sort((p, q) => q - p)
      return [...sorted, random.next() < 0.2 ? random.pick(sorted) : between(random, 0, 100)]
    },
    answer: (a: number, b: number, c: number, d: number, score: number) =>
      score >= a ? 'A' : score >= b ? 'B' : score >= c ? 'C' : score >= d ? 'D' : 'F',
  },
  'pig-latin': {
    signature: '(text: string): string',
    statement:
      'Words in pig latin: ay behind one that begins with a vowel; the first letter of any other one moves to its end, and ay follows.',
    initial: "''",
    edges: [['a'], ['b'], ['apple'], ['hello world'], ['i u'], ['the quick brown fox']],
    draw: (random) => [drawWords(random, 6)],
    answer: (text: string) =>
      text
        .split(' ')
        .map((word) => ('aeiou'.includes(word.charAt(0)) ? `${word}ay` : `${word.slice(1)}${word.charAt(0)}ay`))
        .join(' '),
  },
  'camel-case': {
    signature: '(text: string): string',
    statement: 'Words in kebab-case, with blanks between them, as words in camelCase.',
    initial: "''",
    edges: [['a'], ['camel-case'], ['two words'], ['the-quick brown-fox'], ['a-b-c']],
    draw: (random) => [
      times(between(random, 1, 4), () => times(between(random, 1, 3), () => drawText(random, 5, LETTERS, 1)).join('-')).join(' '),
    ],
    answer: (text: string) =>
      text
        .split('-')
        .map((part, k) => (k === 0 ? part : upper(part)))
        .join(''),
  },
  luhn: {
    signature: '(digits: number[]): number',
    statement: 'The sum of sixteen digits of which every second one, from the second on, counts twice, less 9 where that is more than 9.',
    initial: '0',
    edges: [[times(16, () => 0)], [times(16, () => 9)], [times(16, (k) => k % 10)], [times(16, () => 5)]],
    draw: (random) => [drawNumbers(random, 16, 0, 9)],
    answer: (digits: number[]) =>
      digits.reduce((sum, digit, k) => sum + (k % 2 === 0 ? digit : 2 * digit > 9 ? 2 * digit - 9 : 2 * digit), 0),
  },
  'bouncing-balls': {
    signature: '(start: number, first: number, bounces: number): number',
    statement:
      'How far a ball goes up and down that falls from a height, comes to another height after its first bounce, and bounces so often, always up to the same share.',
    initial: '0',
    edges: [
      [1, 0.5, 1],
      [2, 1, 2],
      [100, 1, 20],
      [10, 9, 1],
      [15, 10, 3],
    ],
    draw(random) {
      const start = 1 + 99 * random.next()
      return [start, start * (0.05 + 0.9 * random.next()), between(random, 1, 20)]
    },
    answer(start: number, first: number, bounces: number) {
      let [sum, height] = [0, start]
      for (let k = 0; k < bounces; k++) {
        sum += height + (height * first) / start
        height *= first / start
      }
      return sum
    },
    tolerance: 1e-6,
  },
}
