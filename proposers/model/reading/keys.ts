/** What a name that a model gives to a part of its reply stands for: the text to find, the one to put there, a program, or a file's name. */
export type Part = 'search' | 'replace' | 'code' | 'file'

/** What a name may end in that says nothing more. */
const NOUN = '(?:text|string|str|code|contents?|block|snippet|lines?|source|value|section)?'
const PARTS: readonly (readonly [part: Part, names: RegExp])[] = [
  ['search', new RegExp(`^(?:search|find|old|original|before|from|current|existing|previous)(?:for)?${NOUN}$`)],
  ['replace', new RegExp(`^(?:replace|replacement|new|updated|after|to|modified|changed|revised)(?:with|by)?${NOUN}$`)],
  ['code', /^(?:new|updated|full|final|complete)?(?:code|program|source|sourcecode|contents?|solution|implementation|text|body)$/],
  ['file', /^(?:target|source)?(?:file|path|filename|filepath)$/],
]

/** What a key, a tag or a parameter of a call stands for, however it is written: `old_str`, `oldText`, `OLD-STRING`; undefined for other names. */
export function partOf(name: string): Part | undefined {
  if (name.length > 40) return undefined
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  return PARTS.find(([, names]) => names.test(plain))?.[0]
}
