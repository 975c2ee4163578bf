import type { ComponentDraft } from './component.ts'

/** Characters of a text beyond which it is none. */
const LONGEST = 2000

const short = (text: string): string | undefined => (text.length <= LONGEST ? text : undefined)
const isCount = (count: number): boolean => Number.isInteger(count) && count >= 0 && count <= LONGEST

/** Operations on strings. */
export const characterComponents: readonly ComponentDraft[] = [
  { text: '_1.length', type: '(string) => number', apply: (a: string) => a.length },
  { text: '_1 + _2', type: '(string, string) => string', apply: (a: string, b: string) => short(a + b) },
  { text: '_1.charAt(_2)', type: '(string, number) => string', apply: (a: string, k: number) => a.charAt(k) },
  { text: '_1.at(_2)', type: '(string, number) => string', apply: (a: string, k: number) => (Number.isInteger(k) ? a.at(k) : undefined) },
  { text: "_1.split('')", type: '(string) => string[]', apply: (a: string) => a.split('') },
  { text: '_1.split(_2)', type: '(string, string) => string[]', apply: (a: string, b: string) => a.split(b) },
  {
    text: '_1.slice(_2)',
    type: '(string, number) => string',
    apply: (a: string, from: number) => (Number.isInteger(from) ? a.slice(from) : undefined),
  },
  {
    text: '_1.slice(_2, _3)',
    type: '(string, number, number) => string',
    apply: (a: string, from: number, to: number) => (Number.isInteger(from) && Number.isInteger(to) ? a.slice(from, to) : undefined),
  },
  { text: '_1.toUpperCase()', type: '(string) => string', apply: (a: string) => a.toUpperCase() },
  { text: '_1.toLowerCase()', type: '(string) => string', apply: (a: string) => a.toLowerCase() },
  { text: '_1.trim()', cost: 2, type: '(string) => string', apply: (a: string) => a.trim() },
  { text: '_1 === _2', type: '(string, string) => boolean', commutes: true, apply: (a: string, b: string) => a === b },
  { text: '_1 < _2', cost: 2, type: '(string, string) => boolean', apply: (a: string, b: string) => a < b },
  { text: '_1.includes(_2)', type: '(string, string) => boolean', apply: (a: string, b: string) => a.includes(b) },
  { text: '_1.startsWith(_2)', cost: 2, type: '(string, string) => boolean', apply: (a: string, b: string) => a.startsWith(b) },
  { text: '_1.endsWith(_2)', cost: 2, type: '(string, string) => boolean', apply: (a: string, b: string) => a.endsWith(b) },
  { text: '_1.indexOf(_2)', type: '(string, string) => number', apply: (a: string, b: string) => a.indexOf(b) },
  {
    text: '_1.repeat(_2)',
    cost: 2,
    type: '(string, number) => string',
    apply: (a: string, count: number) => (isCount(count) && a.length * count <= LONGEST ? a.repeat(count) : undefined),
  },
  {
    text: '_1.replaceAll(_2, _3)',
    cost: 2,
    type: '(string, string, string) => string',
    apply: (a: string, b: string, c: string) => (b === '' ? undefined : short(a.replaceAll(b, () => c))),
  },
  {
    text: '_1.charCodeAt(_2)',
    cost: 2,
    type: '(string, number) => number',
    apply: (a: string, k: number) => (k >= 0 && k < a.length ? a.charCodeAt(k) : undefined),
  },
  {
    text: 'String.fromCharCode(_1)',
    cost: 2,
    type: '(number) => string',
    apply: (code: number) => (isCount(code) && code > 31 ? String.fromCharCode(code) : undefined),
  },
  { text: 'String(_1)', type: '(number) => string', apply: (a: number) => String(a) },
  {
    text: 'Number(_1)',
    type: '(string) => number',
    apply: (a: string) => (/^-?\d{1,15}(?:\.\d{1,15})?$/.test(a) ? Number(a) : undefined),
  },
  { text: '/[a-z]/i.test(_1)', type: '(string) => boolean', apply: (a: string) => /[a-z]/i.test(a) },
  { text: '/[A-Z]/.test(_1)', type: '(string) => boolean', apply: (a: string) => /[A-Z]/.test(a) },
  { text: '/[0-9]/.test(_1)', type: '(string) => boolean', apply: (a: string) => /[0-9]/.test(a) },
]
