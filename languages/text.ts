import { defineLanguage } from '../engine/contracts/language.ts'
import type { LanguagePart } from '../engine/contracts/language.ts'

/** A text whose lines end in line feeds, whatever they ended in. */
export const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll('\r', '\n')

/** A word: what stands between blanks; in scripts without blanks between words (Japanese, Chinese, Korean), a sign. The ranges stand still, whatever Unicode a platform has. */
const WORD = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+/g

function countWords(text: string): number {
  let count = 0
  WORD.lastIndex = 0
  while (WORD.test(text)) count += 1
  return count
}

/** Text for people and for models: prompts, notes, letters. Blanks at the ends of lines and blank lines at the end of it say nothing; its size is its words. */
export const text: LanguagePart = defineLanguage({
  name: 'text',
  extensions: ['.txt', '.text', '.md', '.markdown', '.prompt'],
  canonicalize(text) {
    const lines = withLineFeeds(text)
      .split('\n')
      .map((line) => line.trimEnd())
    const canonical = lines.slice(0, lines.findLastIndex((line) => line !== '') + 1).join('\n')
    return { ok: true, canonical, size: countWords(canonical) }
  },
  words: {
    units: 'words',
    rules: `A file of text is read as it stands, to the word; what in it is a placeholder stays one. Where the lines <!-- EVOLVE-BLOCK-START -->
and <!-- EVOLVE-BLOCK-END --> stand, only what is between them may change; the lines themselves stay.`,
    fence: (extension) => (extension === 'md' || extension === 'markdown' ? 'markdown' : 'text'),
    fences: ['text', 'txt', 'plaintext', 'plain', 'prompt', 'md', 'markdown'],
    comment: (text) => `<!-- ${text} -->`,
  },
})
