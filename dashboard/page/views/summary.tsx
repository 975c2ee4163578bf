import type { JSX } from 'preact'
import type { HeldOut, Summary } from '../../api-types.ts'
import { useSetting, useView } from '../context.ts'
import { Heading } from '../parts/heading.tsx'
import { Code } from '../parts/code.tsx'
import { brief, count, dollars, moment, percent, score, span } from '../parts/format.ts'
import { Shown, visible, Wanting } from '../parts/shown.tsx'
import { Table } from '../parts/table.tsx'
import { linkTo } from '../router.ts'

/** A run on one page: what was asked, what was found, how good it is on held-out sets, and how to reproduce it. */
export function SummaryView(): JSX.Element {
  const { run } = useSetting()
  const { value, fault } = useView('summary')
  if (value === undefined) return <Wanting fault={fault} />
  const { champion, manifest, facts } = value
  const unit = facts?.unit ?? ''
  return (
    <>
      <Heading>
        {visible(manifest.problem.name)} <span class="quiet">{visible(run)}</span>
      </Heading>
      {value.read < 1 ? (
        <p class="warning" role="status">
          The journal is being read, {percent(value.read)} so far: improvements, islands and outcomes below are those of that part.
        </p>
      ) : null}
      <Figures summary={value} />
      {facts === undefined ? (
        value.problemUnknown === undefined ? null : (
          <p class="warning" role="note">
            Names, units and published figures are not shown: {visible(value.problemUnknown)}.
          </p>
        )
      ) : (
        <section>
          <h2>The problem</h2>
          {facts.statement.text.split(/\n\s*\n/).map((text, k, all) => (
            <p key={k} class="statement">
              <Shown of={k === all.length - 1 ? { ...facts.statement, text: unwrapped(text) } : { text: unwrapped(text) }} />
            </p>
          ))}
          <p>
            {facts.entry === '' ? null : (
              <>
                <code>{visible(facts.entry)}</code>,{' '}
              </>
            )}
            {manifest.problem.direction === 'minimize' ? 'less is better' : 'more is better'}
            {unit === '' ? '' : `, in ${unit}`}
          </p>
        </section>
      )}
      <section>
        <h2>{champion?.chosen === true ? 'The champion' : 'The best so far'}</h2>
        {champion === undefined ? (
          <p class="quiet">No program has a score yet.</p>
        ) : (
          <>
            <p>
              <a href={linkTo(['run', run, 'program', champion.number])}>Program {champion.number}</a>, size {count(champion.size)}:{' '}
              {score(champion.score)} on train
              {champion.validation === undefined ? '' : `, ${score(champion.validation)} on validation`}
            </p>
            <Code files={champion.source} />
          </>
        )}
      </section>
      {value.baselines === undefined ? null : <BaselineSection of={value.baselines} champion={champion} heldOut={value.heldOut} />}
      {value.heldOut.length === 0 ? null : (
        <section>
          <h2>Evidence on held-out sets</h2>
          <p class="quiet">
            Neither selection nor proposers ever saw these cases; every look at them for a program of this run is in the journal. Baselines
            were evaluated once it had ended.
          </p>
          {value.heldOut.map((each) => (
            <HeldOutTable
              key={each.set}
              of={each}
              baselines={value.baselines?.judged ?? []}
              minimize={manifest.problem.direction === 'minimize'}
            />
          ))}
        </section>
      )}
      <section>
        <h2>Improvements</h2>
        <Table
          caption="Improvements on train"
          rows={value.improvements.toReversed().slice(0, 12)}
          columns={[
            { head: 'Program', number: true, cell: ({ number }) => <a href={linkTo(['run', run, 'program', number])}>{number}</a> },
            { head: 'Train', number: true, cell: (each) => score(each.score) },
            { head: 'Validation', number: true, cell: ({ validation }) => score(validation) },
            { head: 'Evaluations', number: true, cell: ({ evaluations }) => count(evaluations) },
            { head: 'Operator', cell: ({ operator }) => visible(operator) },
          ]}
        />
      </section>
      <section>
        <h2>Islands</h2>
        <Table
          caption="Islands"
          rows={value.islands.map((island, k) => ({ ...island, name: k + 1 }))}
          columns={[
            { head: 'Island', number: true, cell: ({ name }) => name },
            { head: 'Individuals', number: true, cell: ({ individuals }) => count(individuals) },
            { head: 'Cells', number: true, cell: ({ cells }) => count(cells) },
            { head: 'Best', number: true, cell: ({ best }) => score(best) },
          ]}
        />
      </section>
      <section>
        <h2>What happened</h2>
        <Table
          caption="Events of the run, the last one first"
          rows={value.events}
          columns={[
            { head: 'Record', number: true, cell: ({ index }) => index },
            { head: 'When', cell: ({ at }) => moment(at) },
            { head: 'What', cell: ({ kind }) => kind },
            { head: '', cell: ({ text }) => visible(text) },
            {
              head: 'Program',
              number: true,
              cell: ({ program }) => (program === undefined ? '' : <a href={linkTo(['run', run, 'program', program])}>{program}</a>),
            },
          ]}
        />
      </section>
      <section>
        <h2>How to reproduce it</h2>
        {value.reproducible ? (
          <p>
            The manifest gives this run again: the same archive, with the digest <code class="digest">{value.digest}</code>
          </p>
        ) : (
          <p>
            The manifest alone does not give this run again, since it{' '}
            {value.ended === undefined ? 'has not ended' : 'was ended by a clock or a person, steered, or extended'}. Its journal holds what
            was decided, and <code>verify --all</code> computes the whole run again from it, to the digest{' '}
            <code class="digest">{value.digest}</code>
          </p>
        )}
        <pre class="commands" tabIndex={0}>
          {value.reproduce.join('\n')}
        </pre>
        <details>
          <summary>Manifest</summary>
          <pre class="commands" tabIndex={0}>
            {visible(JSON.stringify({ manifest: withoutTemplates(manifest), budget: value.budget }, null, 2))}
          </pre>
        </details>
      </section>
    </>
  )
}

/** A paragraph without the line breaks of the file that it stood in; lists and indented lines keep theirs. */
const unwrapped = (text: string): string => text.replace(/\n(?![\s*•-])/g, ' ')

/** Prompt templates are long, and stand on the pages of the programs that they made. */
const withoutTemplates = ({ asking, ...manifest }: Summary['manifest']): object =>
  asking === undefined
    ? manifest
    : { ...manifest, asking: { ...asking, templates: asking.templates.map(({ id, purpose }) => ({ id, purpose })) } }

function Figures({ summary }: { readonly summary: Summary }): JSX.Element {
  const {
    moment: now,
    best,
    chosen,
    validation,
    state,
    ended,
    seed,
    strategy,
    cost,
    startedAt,
    outcomes,
    walls,
    programsTried,
    processor,
  } = summary
  const partial = summary.read < 1
  const figures: readonly (readonly [string, string])[] = [
    ['State', ended === undefined ? state : `${state}, ended by ${ended}`],
    ['Best on train', score(best)],
    ...(chosen === undefined ? [] : [['Champion on train', score(chosen.train)] as const]),
    ['Champion on validation', score(validation)],
    ['Evaluations', count(summary.evaluations ?? now.evaluations)],
    ['Programs tried', partial || programsTried === undefined ? '–' : count(programsTried)],
    ['Programs', count(summary.programs ?? 0)],
    ['Time', span(partial ? (summary.seconds ?? now.seconds) : now.seconds)],
    ...(processor === undefined ? [] : [['Processor seconds', processor.toFixed(1)] as const]),
    ['Fuel', partial ? '–' : brief(now.fuel)],
    ...(cost === undefined ? [] : [['Cost', dollars(cost)] as const]),
    ['Strategy', strategy ?? '–'],
    ['Seed', seed ?? '–'],
    ...(startedAt === undefined ? [] : [['Began', moment(startedAt)] as const]),
    ...(walls.length === 0 ? [] : [['Wall', walls.join(', then ')] as const]),
    [
      partial ? 'Outcomes so far read' : 'Outcomes',
      Object.entries(outcomes)
        .sort((a, b) => b[1] - a[1])
        .map(([kind, times]) => `${kind} ${count(times)}`)
        .join(', '),
    ],
  ]
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name} class={value.length > 24 ? 'wide' : undefined}>
          <dt>{name}</dt>
          <dd>{visible(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

type Known = NonNullable<Summary['baselines']>

/** A set as people call it. */
const setText = (set: string): string => set.replace(/^heldOut\//, 'held-out ')

/** What baselines came to beside the champion: a sentence for each set where one is better, and a table. */
function BaselineSection({
  of: { judged, worse },
  champion,
  heldOut,
}: {
  readonly of: Known
  readonly champion: Summary['champion']
  readonly heldOut: Summary['heldOut']
}): JSX.Element {
  const sets = judged[0]?.scores.map(({ set }) => set) ?? []
  const ours = new Map<string, number | undefined>([
    ['train', champion?.score],
    ['validation', champion?.validation],
    ...heldOut.map(({ set, score: own }) => [`heldOut/${set}`, own] as const),
  ])
  const rows = [
    { name: 'this run', own: true, cell: (set: string) => score(ours.get(set)) },
    ...judged.map(({ name, scores }) => ({
      name,
      own: false,
      cell: (set: string) => {
        const found = scores.find((each) => each.set === set)
        return found?.score === undefined ? (found?.verdict ?? '–') : score(found.score)
      },
    })),
  ]
  return (
    <section>
      <h2>Baselines</h2>
      {worse.map(({ set, baseline, score: theirs, ours: own, others }) => (
        <p key={set} class="warning" role="note">
          Worse than {visible(baseline)}
          {others === 0 ? '' : ` and ${others} other ${others === 1 ? 'baseline' : 'baselines'}`} on {visible(setText(set))}:{' '}
          {own === undefined ? 'no score' : score(own)} against {score(theirs)}.
        </p>
      ))}
      <Table
        caption="The champion and the baselines of the problem on every set"
        rows={rows}
        highlight={(row) => row.own}
        columns={[
          { head: 'Program', cell: ({ name }) => visible(name) },
          ...sets.map((set) => ({ head: setText(set), number: true, cell: (row: (typeof rows)[number]) => row.cell(set) })),
        ]}
      />
    </section>
  )
}

/** Baselines on a held-out set, as references. */
const onSet = (baselines: Known['judged'], set: string): { name: string; score?: number; source: string; own: boolean }[] =>
  baselines.flatMap(({ name, scores }) =>
    scores
      .filter((each) => each.set === `heldOut/${set}` && each.score !== undefined)
      .map((each) => ({ name, ...(each.score === undefined ? {} : { score: each.score }), source: 'baseline', own: false })),
  )

function HeldOutTable({
  of,
  baselines,
  minimize,
}: {
  readonly of: HeldOut
  readonly baselines: Known['judged']
  readonly minimize: boolean
}): JSX.Element {
  const own = { name: 'this run', score: of.score, source: '', own: true }
  const rows = [own, ...of.references.map((each) => ({ ...each, own: false })), ...onSet(baselines, of.set)].sort(
    (a, b) => (minimize ? 1 : -1) * ((a.score ?? Number.POSITIVE_INFINITY) - (b.score ?? Number.POSITIVE_INFINITY)),
  )
  return (
    <>
      <h3>{visible(of.set)}</h3>
      <Table
        caption={`Held-out set ${of.set}`}
        rows={rows}
        highlight={(row) => row.own}
        columns={[
          { head: 'Program', cell: ({ name }) => visible(name) },
          { head: 'Score', number: true, cell: (row) => score(row.score) },
          {
            head: 'Source',
            cell: (row) =>
              visible(
                [row.source ?? '', 'evaluations' in row && row.evaluations !== undefined ? `${count(row.evaluations)} evaluations` : '']
                  .filter((part) => part !== '')
                  .join(', '),
              ),
          },
        ]}
      />
    </>
  )
}
