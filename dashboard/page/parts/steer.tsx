import type { ComponentChildren, JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { RunState, Steering } from '../../api-types.ts'
import { useSetting } from '../context.ts'
import { visible } from './shown.tsx'

/** Tells the run, and says how that went. */
function useSteering(): {
  readonly said: string
  readonly failed: boolean
  readonly tell: (steering: Steering, done: string) => Promise<boolean>
} {
  const { source, run } = useSetting()
  const [answer, setAnswer] = useState({ said: '', failed: false })
  return {
    ...answer,
    async tell(steering, done) {
      try {
        await source.steer(run, steering)
        setAnswer({ said: done, failed: false })
        return true
      } catch (error) {
        setAnswer({ said: error instanceof Error ? error.message : String(error), failed: true })
        return false
      }
    },
  }
}

const Answer = ({ said, failed }: { readonly said: string; readonly failed: boolean }): JSX.Element => (
  <span class={failed ? 'fault' : 'quiet'} role="status">
    {visible(said)}
  </span>
)

/** A window over the page with a form in it. */
function Window({
  title,
  open,
  children,
  send,
}: {
  readonly title: string
  readonly open: string
  readonly children: ComponentChildren
  readonly send: (form: FormData) => Promise<boolean>
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <>
      <button type="button" onClick={() => dialog.current?.showModal()}>
        {open}
      </button>
      <dialog ref={dialog} aria-label={title}>
        <form
          onSubmit={async (event) => {
            event.preventDefault()
            const form = event.currentTarget
            if (await send(new FormData(form))) {
              form.reset()
              dialog.current?.close()
            }
          }}
        >
          <h2>{title}</h2>
          {children}
          <div class="controls">
            <button type="submit" class="primary">
              {title}
            </button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  )
}

const textIn = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

const numberIn = (form: FormData, name: string): number | undefined => {
  const value = textIn(form, name)
  return /^[1-9]\d{0,9}$/.test(value) ? Number(value) : undefined
}

/** What can be told to a run as a whole. */
export function SteerBar({ state }: { readonly state: RunState }): JSX.Element {
  const { said, failed, tell } = useSteering()
  return (
    <div class="steer" role="group" aria-label="Steer the run">
      {state === 'running' ? (
        <button
          type="button"
          onClick={() => tell({ kind: 'pause' }, 'The run is paused: what was under way is done, and nothing new is begun.')}
        >
          Pause
        </button>
      ) : null}
      {state === 'paused' ? (
        <button type="button" onClick={() => tell({ kind: 'resume' }, 'The run is resumed.')}>
          Resume
        </button>
      ) : null}
      {state === 'running' || state === 'paused' ? (
        <>
          <Window title="Stop the run" open="Stop" send={() => tell({ kind: 'stop' }, 'The run stops when what is under way is done.')}>
            <p>
              It finishes what is under way, saves everything and ends its process. <code>ternate resume</code> continues from there.
            </p>
          </Window>
          <Window
            title="Finish the search"
            open="Finish"
            send={() => tell({ kind: 'finish' }, 'The search ends here; its finalists are validated.')}
          >
            <p>
              The search ends here: the finalists are looked at on validation, and the champion on the held-out sets. That is written into
              the journal.
            </p>
          </Window>
        </>
      ) : null}
      <Window
        title="Add a note"
        open="Note"
        send={(form) => {
          const program = numberIn(form, 'program')
          return tell(
            { kind: 'note', text: textIn(form, 'text'), ...(program === undefined ? {} : { program }) },
            'The note is in the journal, or will be in a moment.',
          )
        }}
      >
        <label>
          What the proposer should know
          <textarea name="text" rows={4} required maxLength={10_000} />
        </label>
        <label>
          About changes of program (empty: of all)
          <input name="program" type="number" min={1} />
        </label>
      </Window>
      {state === 'finished' ? null : (
        <Window
          title="Inject a program"
          open="Inject"
          send={(form) => {
            const of = numberIn(form, 'of')
            return tell(
              { kind: 'inject', files: { [textIn(form, 'name')]: textIn(form, 'source') }, ...(of === undefined ? {} : { of }) },
              'The program will be tried.',
            )
          }}
        >
          <label>
            File
            <input name="name" type="text" value="program.ts" required maxLength={200} />
          </label>
          <label>
            Source
            <textarea name="source" rows={12} required spellcheck={false} class="mono" />
          </label>
          <label>
            Written from program (may be empty)
            <input name="of" type="number" min={1} />
          </label>
        </Window>
      )}
      <Answer said={said} failed={failed} />
    </div>
  )
}

/** What can be told of one program. */
export function Review({ number }: { readonly number: number }): JSX.Element {
  const { said, failed, tell } = useSteering()
  const done = 'The review is in the journal, or will be in a moment.'
  return (
    <div class="steer" role="group" aria-label="Review the program">
      <button type="button" onClick={() => tell({ kind: 'review', verdict: 'keep', program: number }, done)}>
        Keep
      </button>
      <button type="button" onClick={() => tell({ kind: 'review', verdict: 'reject', program: number }, done)}>
        Reject
      </button>
      <Window
        title="Prefer it"
        open="Prefer"
        send={(form) => {
          const over = numberIn(form, 'over')
          return over === undefined ? Promise.resolve(false) : tell({ kind: 'review', verdict: 'prefer', program: number, over }, done)
        }}
      >
        <label>
          Program {number} is better than program
          <input name="over" type="number" min={1} required />
        </label>
      </Window>
      <Answer said={said} failed={failed} />
    </div>
  )
}
