import type { ComponentChildren, JSX } from 'preact'
import type { Text } from '../../answers.ts'
import { count } from './format.ts'

/** Characters that would be invisible, or would reorder what is seen. */
const ODD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u
const ODD_OR_NOT = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}])/u

/** A text in which nothing is hidden: control and formatting characters other than tabs and line breaks are spelled out. */
export function visible(text: string): ComponentChildren {
  if (!ODD.test(text.replace(/[\n\t]/g, ''))) return text
  return text
    .split(ODD_OR_NOT)
    .map((part, k) =>
      k % 2 === 0 || part === '\n' || part === '\t' ? part : <span class="odd" key={k}>{`\\u{${part.codePointAt(0)?.toString(16)}}`}</span>,
    )
}

/** A text, or its beginning and how much more there is. */
export const Shown = ({ of }: { readonly of: Text }): JSX.Element => (
  <>
    {visible(of.text)}
    {of.whole === undefined ? null : <span class="cut">… {count(of.whole - of.text.length)} more characters are not shown</span>}
  </>
)

/** Waiting, or why there is nothing. */
export const Wanting = ({ fault }: { readonly fault?: string | undefined }): JSX.Element =>
  fault === undefined ? (
    <p class="quiet" role="status">
      Reading…
    </p>
  ) : (
    <p class="fault" role="alert">
      {visible(fault)}
    </p>
  )
