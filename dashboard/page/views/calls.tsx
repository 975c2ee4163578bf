import type { JSX } from 'preact'
import { useSetting, useView } from '../context.ts'
import { Heading } from '../parts/heading.tsx'
import { brief, count, dollars, moment } from '../parts/format.ts'
import { visible, Wanting } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { linkTo, setQuery } from '../router.ts'
import type { Route } from '../router.ts'

/** Calls of models: what they took and what they brought. */
export function CallsView({ route }: { readonly route: Route }): JSX.Element {
  const { run } = useSetting()
  const given = route.query.get('from')
  const from = given !== null && /^\d{1,9}$/.test(given) ? Number(given) : undefined
  const { value, fault } = useView('calls', { from })
  if (value === undefined) return <Wanting fault={fault} />
  const { rows, outcomes, total, lines } = value
  if (total === 0) {
    return (
      <>
        <Heading>Calls</Heading>
        <p class="quiet">This run has asked no model.</p>
      </>
    )
  }
  const timed = rows.flatMap(({ model, purpose, latency }) => (latency === undefined ? [] : [{ model, purpose, latency }]))
  return (
    <>
      <Heading>Calls</Heading>
      <p>
        {count(total)} calls:{' '}
        {Object.entries(outcomes)
          .sort((a, b) => b[1] - a[1])
          .map(([kind, times]) => `${kind} ${count(times)}`)
          .join(', ')}
      </p>
      <h2>By model and purpose</h2>
      <Table
        caption="Calls by model and purpose"
        rows={rows}
        columns={[
          { head: 'Model', cell: ({ model }) => visible(model) },
          { head: 'Purpose', cell: ({ purpose }) => visible(purpose) },
          { head: 'Calls', number: true, cell: ({ calls }) => count(calls) },
          { head: 'Replies', number: true, cell: ({ replies }) => count(replies) },
          { head: 'Applied', number: true, cell: ({ applied }) => count(applied) },
          { head: 'Corrected', number: true, cell: ({ corrected }) => count(corrected) },
          { head: 'Refused', number: true, cell: ({ refused }) => count(refused) },
          { head: 'Requests', number: true, cell: ({ attempts }) => count(attempts) },
          { head: 'Tokens sent', number: true, cell: ({ sent }) => count(sent) },
          { head: 'Received', number: true, cell: ({ received }) => count(received) },
          { head: 'Cost', number: true, cell: ({ cost }) => dollars(cost) },
          { head: 'Placed', number: true, cell: ({ placed }) => count(placed) },
          { head: 'New best', number: true, cell: ({ improvements }) => count(improvements) },
          {
            head: 'Cost of a new best',
            number: true,
            cell: ({ cost, improvements }) => (improvements === 0 ? '–' : dollars(cost / improvements)),
          },
        ]}
      />
      {timed.length > 0 && (
        <>
          <h2>Seconds a call</h2>
          <Table
            caption="How long calls took, in seconds, in the process that owned the run last"
            rows={timed}
            columns={[
              { head: 'Model', cell: ({ model }) => visible(model) },
              { head: 'Purpose', cell: ({ purpose }) => visible(purpose) },
              { head: 'Median', number: true, cell: ({ latency }) => brief(latency.median) },
              { head: '95 of 100 within', number: true, cell: ({ latency }) => brief(latency.slow) },
              { head: 'Longest', number: true, cell: ({ latency }) => brief(latency.longest) },
            ]}
          />
        </>
      )}
      <h2>One by one</h2>
      <Table
        caption="Calls, the last one first"
        rows={lines}
        columns={[
          { head: 'Ticket', number: true, cell: ({ ticket }) => ticket },
          { head: 'Committed', cell: ({ at }) => moment(at) },
          { head: 'Model', cell: ({ model }) => visible(model) },
          { head: 'Purpose', cell: ({ purpose }) => visible(purpose) },
          { head: 'Outcome', cell: ({ outcome }) => outcome },
          { head: 'Tokens sent', number: true, cell: ({ sent }) => count(sent) },
          { head: 'Received', number: true, cell: ({ received }) => count(received) },
          { head: 'Cost', number: true, cell: ({ cost }) => dollars(cost) },
          {
            head: 'Program',
            number: true,
            cell: ({ program }) => (program === undefined ? '–' : <a href={linkTo(['run', run, 'program', program])}>{program}</a>),
          },
        ]}
      />
      <div class="controls">
        <button
          type="button"
          disabled={value.from === 0}
          onClick={() => setQuery({ from: Math.max(0, value.from - lines.length) || undefined })}
        >
          Later
        </button>
        <button type="button" disabled={value.from + lines.length >= total} onClick={() => setQuery({ from: value.from + lines.length })}>
          Earlier
        </button>
      </div>
    </>
  )
}
