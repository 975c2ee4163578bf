import { diffLines } from 'diff'
import type { JSX } from 'preact'
import type { SourceFile } from '../../api-types.ts'
import { count } from './format.ts'
import { visible } from './shown.tsx'
import { isColoured, tokensOf } from './tokens.ts'

/** Characters of a line, and lines of a file, that are shown. */
const WIDEST = 2000
const LONGEST = 3000

/** A line of source as it is shown, with its number where it has one. */
interface Line {
  readonly text: string
  readonly number: string
  readonly mark: '' | '+' | '-'
}

function Lines({ lines, label, file }: { readonly lines: readonly Line[]; readonly label: string; readonly file: string }): JSX.Element {
  const seen = lines.slice(0, LONGEST)
  const isCode = isColoured(file)
  let inside = false
  return (
    <pre class="code" tabIndex={0} role="region" aria-label={label}>
      <code>
        {seen.map(({ text, number, mark }, k) => {
          const line = text.slice(0, WIDEST)
          const read = isCode ? tokensOf(line, inside) : { tokens: [{ kind: 'plain' as const, text: line }], inside: false }
          inside = read.inside
          return (
            <span key={k} class={mark === '+' ? 'line added' : mark === '-' ? 'line removed' : 'line'}>
              <span class="gutter" aria-hidden="true">
                {number}
              </span>
              {mark === '' ? null : <span class="sign">{mark}</span>}
              <span class="text">
                {read.tokens.map((token, at) =>
                  token.kind === 'plain' ? (
                    visible(token.text)
                  ) : (
                    <span key={at} class={token.kind}>
                      {visible(token.text)}
                    </span>
                  ),
                )}
                {text.length > WIDEST ? <span class="cut">… {count(text.length - WIDEST)} more characters</span> : null}
                {'\n'}
              </span>
            </span>
          )
        })}
        {lines.length > LONGEST ? <span class="cut">… {count(lines.length - LONGEST)} more lines</span> : null}
      </code>
    </pre>
  )
}

const cutNote = ({ text, whole }: SourceFile): JSX.Element | null =>
  whole === undefined ? null : <p class="quiet">The file goes on for {count(whole - text.length)} more characters.</p>

/** A program's files. */
export const Code = ({ files }: { readonly files: readonly SourceFile[] }): JSX.Element => (
  <>
    {files.map((file) => (
      <div key={file.name}>
        {files.length > 1 ? <h3 class="file">{visible(file.name)}</h3> : null}
        <Lines
          label={`Source of ${file.name}`}
          file={file.name}
          lines={file.text
            .replace(/\n$/, '')
            .split('\n')
            .map((text, k) => ({ text, number: String(k + 1), mark: '' }))}
        />
        {cutNote(file)}
      </div>
    ))}
  </>
)

/** Edits up to which a difference is looked for: beyond, two texts have nothing in common. */
const EDITS = 3000

/** Lines of a difference; undefined when there is no telling. */
function difference(before: string, after: string): Line[] | undefined {
  const parts = diffLines(before, after, { maxEditLength: EDITS, timeout: 1000 })
  if (parts === undefined) return undefined
  let number = 0
  return parts.flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): Line => {
        if (!removed) number += 1
        return { text, number: removed ? '' : String(number), mark: added ? '+' : removed ? '-' : '' }
      }),
  )
}

/** What is other in a program than in another one. */
export function Diff({
  before,
  after,
  label,
}: {
  readonly before: readonly SourceFile[]
  readonly after: readonly SourceFile[]
  readonly label: string
}): JSX.Element {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort()
  const text = (files: readonly SourceFile[], name: string): string => files.find((file) => file.name === name)?.text ?? ''
  return (
    <>
      {names.map((name) => {
        const lines = difference(text(before, name), text(after, name))
        return (
          <div key={name}>
            {names.length > 1 ? <h3 class="file">{visible(name)}</h3> : null}
            {lines === undefined ? (
              <p class="quiet">The two have too little in common to be compared line by line.</p>
            ) : lines.every(({ mark }) => mark === '') ? (
              <p class="quiet">No line differs.</p>
            ) : (
              <Lines label={`${label}, ${name}`} file={name} lines={lines} />
            )}
          </div>
        )
      })}
    </>
  )
}
