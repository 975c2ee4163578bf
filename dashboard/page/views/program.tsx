import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { ProgramRef, Placing, SetRow, SourceFile, ProgramPage, Text } from '../../api-types.ts'
import { useSetting, useView } from '../context.ts'
import { Heading } from '../parts/heading.tsx'
import { Code, Diff } from '../parts/code.tsx'
import { count, dollars, moment, score, span } from '../parts/format.ts'
import { outcomeOf } from '../parts/outcome.ts'
import { Shown, visible, Wanting } from '../parts/shown.tsx'
import { Review } from '../parts/steer.tsx'
import type { Column } from '../parts/table.tsx'
import { Table } from '../parts/table.tsx'
import { TracesOf } from '../parts/traces.tsx'
import { linkTo, setQuery } from '../router.ts'
import type { Route } from '../router.ts'
import { useAnswer } from '../source.ts'

const PROGRAM_REF = (run: string): Column<ProgramRef>[] => [
  { head: 'Program', number: true, cell: ({ number }) => <a href={linkTo(['run', run, 'program', number])}>{number}</a> },
  { head: 'Score', number: true, cell: (each) => score(each.score) },
  { head: 'Size', number: true, cell: ({ size }) => count(size) },
  { head: 'Outcome', cell: outcomeOf },
  { head: 'Island', number: true, cell: ({ island }) => island + 1 },
  { head: 'Operator', cell: ({ operator }) => visible(operator) },
]

/** The calls of a program's ticket; their prompts once they are asked for, since they have to be made again. */
function CallsOf({ of }: { readonly of: ProgramPage }): JSX.Element {
  const [asked, ask] = useState(false)
  if (asked) return <PromptedCalls of={of} />
  return (
    <>
      <button type="button" onClick={() => ask(true)}>
        Show prompts
      </button>
      <CallList calls={of.calls} />
    </>
  )
}

function PromptedCalls({ of }: { readonly of: ProgramPage }): JSX.Element {
  const { value, fault } = useView('prompts', { ticket: of.ticket }, true)
  return (
    <>
      {value === undefined || value.reason !== undefined ? <Wanting fault={value?.reason ?? fault} /> : null}
      <CallList calls={of.calls} prompts={value?.prompts ?? []} />
    </>
  )
}

const CallList = ({ calls, prompts = [] }: { readonly calls: ProgramPage['calls']; readonly prompts?: readonly Text[] }): JSX.Element => (
  <>
    {calls.map((call, k) => (
      <details key={k} open={k === 0} class="call">
        <summary>
          Call {k + 1}: {visible(call.model)}, {visible(call.purpose)}, {call.outcome}, {count(call.sent)} tokens sent and{' '}
          {count(call.received)} received, {dollars(call.cost)}
          {call.took === undefined ? '' : `, ${span(call.took / 1000)}`}
        </summary>
        {prompts[k] === undefined ? null : (
          <>
            <h3>Prompt</h3>
            <pre class="said" tabIndex={0}>
              <Shown of={prompts[k]} />
            </pre>
          </>
        )}
        <h3>Reply</h3>
        <pre class="said" tabIndex={0}>
          <Shown of={call.reply} />
        </pre>
      </details>
    ))}
  </>
)

/** One program's page. */
export function ProgramView({ number, route }: { readonly number: number; readonly route: Route }): JSX.Element {
  const { run, source } = useSetting()
  const { value, fault } = useView('program', { number })
  if (value === undefined) return <Wanting fault={fault} />
  const { evaluations, parents, inspirations, placing, children } = value
  const train = evaluations[0]
  const relatives = PROGRAM_REF(run)
  return (
    <>
      <Heading>
        Program {value.number} {value.number === value.best ? <span class="badge">champion</span> : null}
      </Heading>
      <dl class="figures">
        {(
          [
            ['Train', train?.score === undefined ? (train?.verdict ?? '–') : score(train.score)],
            ...evaluations
              .slice(1)
              .map((each): [string, string] => [
                each.set.replace(/^heldOut\//, ''),
                each.score === undefined ? each.verdict : score(each.score),
              ]),
            ['Fuel', count(train?.fuel ?? 0)],
            ['Size', value.files.every(({ name }) => /\.[cm]?[jt]s$/.test(name)) ? `${count(value.size)} nodes` : count(value.size)],
            ['Made by', `${value.proposer}: ${value.operator}`],
            ['Island', String(placing.island + 1)],
            ['Commit', count(value.commit)],
            ['When', moment(value.at)],
            ...(value.failedCases ?? []).map((each): [string, string] => [`Failed: ${each.name}`, `${count(each.cases)} cases`]),
            ...value.descriptors.map((each): [string, string] => [each.name, score(each.value)]),
          ] as [string, string][]
        ).map(([name, text]) => (
          <div key={name}>
            <dt>{visible(name)}</dt>
            <dd>{visible(text)}</dd>
          </div>
        ))}
      </dl>
      {source.live ? <Review number={value.number} /> : null}
      <SourceSection programPage={value} route={route} />
      <section>
        <h2>Where it went</h2>
        <PlacingText run={run} placing={placing} />
        {placing.removed.length > 0 ? <Table caption="Programs that it removed" columns={relatives} rows={placing.removed} /> : null}
        <p>
          <a href={linkTo(['run', run, 'lineage'], { of: value.number })}>Its lineage</a>
        </p>
      </section>
      {evaluations.map((set) => (
        <Cases key={set.set} of={set} />
      ))}
      {value.traced ? <TracesOf key={number} number={number} /> : null}
      <section>
        <h2>How it was made</h2>
        <p>
          {howMade(value, parents.length)}
          {value.inner > 0 ? ` ${count(value.inner)} evaluations were made on the way.` : ''}
        </p>
        {parents.length > 0 ? <Table caption="Parents" columns={relatives} rows={parents} /> : null}
        {inspirations.length > 0 ? (
          <>
            <h3>Inspirations</h3>
            <Table caption="Inspirations" columns={relatives} rows={inspirations} />
          </>
        ) : null}
        {value.calls.length > 0 ? <CallsOf of={value} /> : null}
      </section>
      <section>
        <h2>What became of it</h2>
        <p>
          {count(value.childCount)} offspring{value.failures > 0 ? `, and ${count(value.failures)} tries that came to nothing new` : ''}
          {value.childCount > children.length ? `; the first ${children.length}:` : '.'}
        </p>
        {children.length > 0 ? <Table caption="Offspring" columns={relatives} rows={children} /> : null}
      </section>
      <section>
        <h2>Notes</h2>
        <Table
          caption="Notes"
          rows={value.notes}
          empty="Nobody has noted anything."
          columns={[
            { head: 'Record', number: true, cell: ({ index }) => index },
            { head: 'By', cell: ({ author }) => author },
            { head: 'About', cell: ({ about }) => about },
            { head: 'Text', cell: ({ text }) => <Shown of={text} /> },
          ]}
        />
      </section>
      <p class="quiet">
        id <code class="digest">{value.id}</code>, canonical hash <code class="digest">{value.canonicalHash}</code>
      </p>
    </>
  )
}

type Against = 'none' | 'parent' | 'initial' | 'best'

/** The source, alone or as a difference. */
/** How a program came about, in a sentence. */
function howMade({ proposer, operator }: ProgramPage, parents: number): string {
  if (proposer === 'initial') return 'It is an initial program.'
  if (proposer === 'injection') return 'A person wrote it.'
  const by = `By ${proposer}, operator ${operator}`
  return parents === 0 ? `${by}, for the run to begin with.` : `${by}, from ${parents === 1 ? 'this parent' : 'these parents'}:`
}

function SourceSection({ programPage, route }: { readonly programPage: ProgramPage; readonly route: Route }): JSX.Element {
  const { run, source } = useSetting()
  const parent = programPage.parents[0]?.number
  const asked = route.query.get('diff')
  const choices: readonly (readonly [Against, string])[] = [
    ['none', 'Source'],
    ...(parent === undefined ? [] : [['parent', `Against its parent ${parent}`] as const]),
    ...(programPage.number === programPage.initial ? [] : [['initial', 'Against the initial program'] as const]),
    ...(programPage.number === programPage.best ? [] : [['best', `Against the best, ${programPage.best}`] as const]),
  ]
  const against = choices.find(([name]) => name === asked)?.[0] ?? 'none'
  const other =
    against === 'parent' ? parent : against === 'initial' ? programPage.initial : against === 'best' ? programPage.best : undefined
  return (
    <section>
      <h2>Source</h2>
      <div class="controls" role="group" aria-label="Show the source as">
        {choices.map(([name, label]) => (
          <button
            type="button"
            key={name}
            aria-pressed={against === name}
            onClick={() => setQuery({ diff: name === 'none' ? undefined : name })}
          >
            {label}
          </button>
        ))}
      </div>
      {other === undefined ? (
        <Code files={programPage.files} />
      ) : (
        <Compared key={other} run={run} other={other} files={programPage.files} ask={() => source.view(run, 'source', { number: other })} />
      )}
    </section>
  )
}

function Compared({
  run,
  other,
  files,
  ask,
}: {
  readonly run: string
  readonly other: number
  readonly files: readonly SourceFile[]
  readonly ask: () => Promise<{ readonly files: readonly SourceFile[] }>
}): JSX.Element {
  const { value, fault } = useAnswer(`source ${run} ${other}`, ask)
  return value === undefined ? (
    <Wanting fault={fault} />
  ) : (
    <Diff before={value.files} after={files} label={`Difference to program ${other}`} />
  )
}

function PlacingText({ run, placing }: { readonly run: string; readonly placing: Placing }): JSX.Element {
  const { kind, of, island, cell, elite, displacedBy, individual, migrations } = placing
  const link = ({ number }: ProgramRef): JSX.Element => <a href={linkTo(['run', run, 'program', number])}>program {number}</a>
  return (
    <p>
      {kind === 'placed' ? (
        <>
          It was placed on island {island + 1}
          {cell === undefined || cell === '' ? '' : ` in cell ${cell}`}
          {elite === true ? ', as the elite of its cell' : ''}.{' '}
        </>
      ) : kind === 'not-added' ? (
        <>It scored, but its island had better ones, and its cell too. </>
      ) : kind === 'duplicate-behaviour' && of !== undefined ? (
        <>It behaves like {link(of)}, which is not longer. </>
      ) : (
        <>It did not score, and was not placed. </>
      )}
      {migrations.length > 0 ? `It went on to ${migrations.map(({ to }) => `island ${to + 1}`).join(', ')}. ` : ''}
      {displacedBy === undefined ? null : <>It was removed by {link(displacedBy)}. </>}
      {individual ? 'It lives still.' : kind === 'placed' ? 'It lives no more.' : ''}
    </p>
  )
}

/** Cases that are listed at once. */
const FEW = 25

/** Each case of a set with its score and what was said of it. */
function Cases({ of }: { readonly of: SetRow }): JSX.Element {
  const names = [...new Set(of.cases.flatMap(({ metrics }) => Object.keys(metrics)))].slice(0, 6)
  const title = of.set === 'train' ? 'Cases on train' : `Cases on ${of.set.replace(/^heldOut\//, '')}`
  const table = (
    <Table
      caption={title}
      rows={of.cases}
      empty="No case was evaluated."
      columns={[
        { head: 'Case', cell: ({ name }) => visible(name) },
        { head: 'Verdict', cell: ({ verdict }) => verdict },
        { head: 'Score', number: true, cell: (each) => score(each.score) },
        { head: 'Fuel', number: true, cell: ({ fuel }) => count(fuel) },
        ...names.map((name): Column<SetRow['cases'][number]> => ({
          head: name,
          number: true,
          cell: ({ metrics }) => score(metrics[name]),
        })),
        ...(of.cases.some(({ said }) => said.text !== '')
          ? [
              {
                head: 'Feedback',
                cell: ({ said }: SetRow['cases'][number]) => (
                  <span class="feedback">
                    <Shown of={said} />
                  </span>
                ),
              },
            ]
          : []),
      ]}
    />
  )
  return (
    <section>
      <h2>{visible(title)}</h2>
      <p>
        {of.score === undefined ? `Verdict: ${of.verdict}` : `Score ${score(of.score)}`}, fuel {count(of.fuel)}
        {Object.entries(of.metrics).map(([name, value]) => (
          <span key={name}>
            , {visible(name)} {score(value)}
          </span>
        ))}
      </p>
      {of.cases.length > FEW ? (
        <details>
          <summary>All {count(of.cases.length)} cases</summary>
          {table}
        </details>
      ) : (
        table
      )}
      {of.more > 0 ? <p class="quiet">{count(of.more)} more cases are not listed.</p> : null}
    </section>
  )
}
