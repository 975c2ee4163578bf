/**
 * Characters that are invisible, or that move what is shown: control and formatting characters (the direction of text among them),
 * line and paragraph separators, halves of pairs, and those that every font may draw as it likes.
 */
export const HIDDEN: RegExp = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u

const EVERY = new RegExp(HIDDEN.source, 'gu')

/** A character by its number. */
export const spell = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`

/** A text in which nothing is hidden: other characters than tabs and line breaks are spelled out where they would not be seen. */
export const spelledOut = (text: string): string =>
  text.replace(EVERY, (character) => (character === '\n' || character === '\t' ? character : spell(character)))
