import { defineLanguage } from '../engine/contracts/language.ts'
import type { LanguagePart } from '../engine/contracts/language.ts'
import { withLineFeeds } from './text.ts'

/** Words, numbers and names; any other sign by itself. */
const TOKEN = /[\w\u0080-\uffff]+|[^\s\w\u0080-\uffff]/g

function countTokens(text: string): number {
  let count = 0
  TOKEN.lastIndex = 0
  while (TOKEN.test(text)) count += 1
  return count
}

/**
 * Every file that no other language claims. Nothing is known of it, so that it is taken to the letter: only how its lines end does not matter.
 * Its size is its tokens: words and numbers count one each, and so does every other sign that is no blank.
 */
export const other: LanguagePart = defineLanguage({
  name: 'other',
  extensions: [],
  canonicalize: (text) => ({ ok: true, canonical: withLineFeeds(text), size: countTokens(text) }),
})
