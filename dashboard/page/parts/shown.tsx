import type { ComponentChildren, JSX } from 'preact'
import type { Text } from '../../api-types.ts'
import { HIDDEN, spell } from '../../../engine/contracts/visible.ts'
import { count } from './format.ts'

const HIDDEN_OR_NOT = new RegExp(`(${HIDDEN.source})`, 'u')

/** A text in which nothing is hidden, and what is spelled out stands out from what was written so. */
export function visible(text: string): ComponentChildren {
  if (!HIDDEN.test(text.replace(/[\n\t]/g, ''))) return text
  return text.split(HIDDEN_OR_NOT).map((part, k) =>
    k % 2 === 0 || part === '\n' || part === '\t' ? (
      part
    ) : (
      <span class="odd" key={k}>
        {spell(part)}
      </span>
    ),
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
