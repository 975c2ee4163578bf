import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { TracedCall, TracedCase } from '../../api-types.ts'
import { useSetting, useView } from '../context.ts'
import { count, dollars, score, span } from './format.ts'
import { Shown, visible, Wanting } from './shown.tsx'

/** What calls took: tokens, dollars where any were paid, time where the replies came from outside. */
const tookOf = ({ sent, received, cost, took }: Pick<TracedCall, 'sent' | 'received' | 'cost' | 'took'>): string =>
  [
    `${count(sent)} tokens sent and ${count(received)} received`,
    ...(cost === 0 ? [] : [dollars(cost)]),
    ...(took === undefined ? [] : [took < 1000 ? `${count(took)} ms` : span(took / 1000)]),
  ].join(', ')

/** A call: what it was for and what it took; once it is opened, what was asked and said. */
function Call({ of, number }: { readonly of: TracedCall; readonly number: number }): JSX.Element {
  const { name, model, messages, cut, answered, said } = of
  return (
    <details class="call">
      <summary>
        {number}. {visible(name)}
        {model === undefined ? null : <>, {visible(model)}</>}
        {answered ? '' : ', no reply'} <span class="took">{tookOf(of)}</span>
      </summary>
      {messages.map((message, k) => (
        <div key={k}>
          <h4>{visible(message.role)}</h4>
          <pre class="said" tabIndex={0}>
            <Shown of={message.said} />
          </pre>
          {k === 0 && cut > 0 ? <p class="quiet">{count(cut)} more messages are not shown.</p> : null}
        </div>
      ))}
      {messages.length === 0 ? <p class="quiet">What was asked is not kept, and could not be made again.</p> : null}
      <h4>{answered ? 'reply' : 'no reply'}</h4>
      <pre class="said" tabIndex={0}>
        <Shown of={said} />
      </pre>
    </details>
  )
}

/** What a program did on a case: its calls in order, and the answer. */
function Case({ of }: { readonly of: TracedCase }): JSX.Element {
  const { name, verdict, said, calls, cut, answer } = of
  return (
    <details class="call" data-case={of.position}>
      <summary>
        {visible(name)}: {of.score === undefined ? verdict : score(of.score)}{' '}
        <span class="took">
          {count(of.count)} {of.count === 1 ? 'call' : 'calls'}, {tookOf(of)}
        </span>
      </summary>
      <div class="branch">
        {calls.map((call, k) => (
          <Call key={k} of={call} number={k + 1} />
        ))}
        {cut > 0 ? <p class="quiet">{count(cut)} more calls are not shown.</p> : null}
        {answer === undefined ? null : (
          <p>
            Answer:{' '}
            <code class="line">
              <Shown of={answer} />
            </code>
          </p>
        )}
        {said.text === '' ? null : (
          <p class="feedback">
            <Shown of={said} />
          </p>
        )}
      </div>
    </details>
  )
}

function Made({ number }: { readonly number: number }): JSX.Element {
  const { value, fault } = useView('traces', { number }, true)
  if (value === undefined) return <Wanting fault={fault} />
  return (
    <>
      {value.reason === undefined ? null : <Wanting fault={value.reason} />}
      {value.cases.map((each) => (
        <Case key={each.position} of={each} />
      ))}
      {value.cases.length === 0 && value.reason === undefined ? <p class="quiet">It was judged on no train case.</p> : null}
      {value.more > 0 ? (
        <p class="quiet">
          {count(value.more)} more cases are not shown; `ternate show RUN {number} --traces --case N` shows one.
        </p>
      ) : null}
    </>
  )
}

/** The traces of a program whose programs make calls, as a tree of cases and calls: made again once somebody asks for them. */
export function TracesOf({ number }: { readonly number: number }): JSX.Element {
  const { source } = useSetting()
  const [asked, ask] = useState(false)
  return (
    <section>
      <h2>Traces</h2>
      {!source.live ? (
        <p class="quiet">Traces are not in a report; `ternate show RUN {number} --traces` shows them.</p>
      ) : asked ? (
        <Made number={number} />
      ) : (
        <button type="button" onClick={() => ask(true)}>
          Show traces
        </button>
      )}
    </section>
  )
}
