import { expect, test } from 'vitest'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

/**
 * Retired identifiers, fields, options, commands and file names, each with the word that took its place. A word that is ordinary English
 * as well stands here only as the identifier that it was.
 */
const RETIRED: readonly (readonly [old: RegExp, word: string])[] = [
  // what evolution starts from; `seed` is randomness
  [/\bseeds?: ?\[\s*(?:[{`]|'[^']*[ (=])/, 'initialPrograms'],
  [/\b(seed|seeds)\\?\.(ts|js|md)\b/, 'initial.ts'],
  [/\bfolder `seed`|\/seed\/(main|program)\.ts/, 'the folder `initial`'],
  [/\b[Tt]he seed program\b|\b(?:an?|the) (?:\w+ )?seed (?:program|that scores|that fails|scores|exports)\b/, 'initial program'],
  [/\bseed's (?:fuel|answer|score|code)\b|\b(?:first|largest|plain|second) seed\b/, 'initial program'],
  [/\b(?:readSeeds?|mustHaveSeed|seedOf|judgeSeed|seedScore|seedFuel|seedWriter|seedFault|writeSeed|measureSeed|seedless)\b/, 'initial'],
  // selection
  [/\bresidentsOf\b|\bresidents?\b(?=[,.:;)\]}\s=]*(?:\.map|:|\}|=>|\)))|\bMember\b/, 'individuals, Individual'],
  [/\b\w*[aA]rchipelago\w*\b/, 'islands'],
  [/\b(?:niches?|Niches?)\b/, 'cell'],
  [/\brenewals?: ?\{|\bdrawRenewal\b|\bbegin anew\b.*\brenewal\b/, 'reset'],
  [/\bwithout: ?\['/, 'disabledOperators'],
  [/\ballowance\b|\brations?: ?\{|\bheadroom: ?number\b|\bration\b(?=[?:,])/, 'fuelLimit'],
  [/'(?:alike|retired)'|"(?:alike|retired)"|\bretires?\(|\bRetirement\b/, 'duplicate-behaviour, pruned'],
  [/^ *stages: ?\[/m, 'acceptance: cascade'],
  // order
  [
    /\bslots: ?\d|\border: ?\{[^}]*\b(?:slots|bundle|base|rule):|\b(?:slots|bundle|base)`? \|/,
    'virtualWorkers, batch, lookahead, commitOrder',
  ],
  [/\brule: ?'?(?:strict|arrival)\b|\bconversations: ?\d/, 'commitOrder, maxConcurrentCalls'],
  [/\b(?:drawSlots|createBundle)\b/, 'virtualWorkers, batch'],
  // settings of models
  [
    /^ *(?:crossovers|repairs|reflections|summaries|renewals): ?\d/m,
    'crossoverEvery, maxRepairs, reflectEvery, summarizeEvery, templateUpdateEvery',
  ],
  [/^ *patience: ?\d+ .*commits/m, 'stagnationWindow'],
  [/\b(?:createPurse|Purse|purse)\b/, 'spending limit'],
  [/\b(?:createPace|RestOptions|createWords|sidelined|sidelines?)\b/, 'rate limit, circuit breaker, stream reader, unavailable'],
  [/\bimage\.ts\b|\b(?:RunImage|packImages|createImage)\b/, 'snapshot'],
  [/\bcreateStudy\b|\bstudy\.ts\b/, 'learning'],
  [/'look'|\blooks\b(?=:| =|\.(?:get|set|find|map|values)\b)|\b(?:GLANCE|glanced?|glanceAt)\b/, 'heldOut'],
  [/\b(?:Performer|createPerformer|Bundles?|SAID_\w+)\b/, 'execute, batch, recorded call'],
  [
    /\b(?:ProgramJudgement|judgeCase|harbours?|relieve|refuge|dethroned|soilAt|together\.ts)\b/,
    'scoreCase, retainsRejected, dropRejected, batching',
  ],
  // what people add
  [/\bternate judge\b|\$0 judge\b|kind: 'judge'|`judge`/, 'ternate review'],
  [/\bREMARK_\w+|\bremarkOf\b|\bcheckRemark\b|\bRemark\b|\bkind: 'remark'|about: 'remark'/, 'note, intervention'],
  [/\bannotate\(|\bAnnotation\b(?=[ ;])|type: 'judgement'|type: 'edit'/, 'intervene, override, injection'],
  [/\bisDriven\b|\bby: 'driver'|\bDriver\b/, 'isOwned, owner'],
  // operators of the genetic proposer
  [/['"`](?:replace-subtree|grow-around|swap-operator|perturb-constant)['"`]/, 'subtree, insert, point, constant mutation; best-of-n-loop'],
  [/['"`](?:hoist|prune|iterate|refine|postpone|hop|disturb|reassign)['"`]/, 'the operators of proposers/genetic/operators.ts'],
  [/\b(?:replaceSubtree|growAroundSite|swapOperator|perturbConstant|keepBest|iterateApart|soilAt|Soil)\b/, 'textbook names'],
  // rooms and parts
  [
    /\b(?:createShelf|glanceAt|storyOf|callStory|CallStory|CallBook|createCallBook|kinOf|happeningOf|RunHappening)\b/,
    'run-registry, overview, program-page',
  ],
  [/\bcontenders?\b|\bcontenderOf\b|\bconduct\(|\bscaleOf\b/, 'arm, execute, axis'],
  [/\bcomplain\(error|\blocate\(\{|\bfollow\(run\b/, 'print-error, error-location, watch-run'],
  [/\b(?:gaugeMaker|makeDesk|lookout)\b/, 'fuel counter, mailbox, watchdog'],
  [
    /library\/(?:asked|asking|evolve|verify|options)\b|evaluators\/(?:sandbox|metering)\/|proposers\/model\/client\b/,
    'run/, evaluators/isolate/, models/',
  ],
  [/^## (?:The house|The words|The loop|See a run)$/m, 'Architecture, Glossary, Workflow, Inspect a run'],
  [/\bto the bit\b/, 'bit for bit'],
  // what a search and its executor say
  [/\bperform(?:Toy|er|ers)?\(|\bperform:|\bconst perform\b/, 'execute'],
  [/\bFigures\b(?= ?[,=[\]|)}])|\bfigures: ?(?:readonly )?(?:number|\[|Figures|valuesOf)|\bfiguresOf\(objectives\b/, 'objectives'],
  [/\b(?:Standing|standingOf)\b|\bstandings?(?=: |\(\)|\.(?:find|map|flatMap|calls|gains|outcomes))/, 'CallStats, ArmResult, status'],
  [/\bFact\b|\btellFault\b|\btell\??: \(\(?(?:event|stuck|fact|progress)|\btell: \(\) => \{\}/, 'emit, onStuck, onFault, onProgress'],
  [/\brenewals\b|\brenewTemplate\b|\brenewing\b/, 'reset, updateTemplate'],
  [/\b(?:pack|write|read|remove)Image\b|\bimage\.(?:state|head)\b/, 'snapshot'],
  [/\b(?:SEED_FORMAT|makeGauge|gauges?\.refill)\b|\bshelf\.\w|\bstories\b(?=[,:}])/, 'INITIAL_FORMAT, fuelCounter, cache, pages'],
  [/\b(?:rule|slots): (?:CommitOrder|make\(\)|change\.slots)|\brule\?: CommitOrder\b/, 'commitOrder, virtualWorkers'],
  [/\bstartRun\(.*\)\.rest\b|\brun\.rest\b|\breadSaid\b/, 'RunHandle.ended, calls'],
]

/** What is not looked at: history, frozen fixtures, what is generated, and this list. */
const APART =
  /^(CHANGELOG\.md|package-lock\.json|tests\/words\.test\.ts|tests\/fixtures\/(format-\d+|sequences)\/|docs\/pictures\/|bench\/search\/\w+\.jsonl$)/

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|tsx|js|md|json|ya?ml|html|css)$/.test(file) && !APART.test(file))

/** Every retired word in a text, with its line. */
const retiredIn = (text: string): string[] =>
  RETIRED.flatMap(([old, word]) =>
    [...text.matchAll(new RegExp(old, `g${old.flags.replace('g', '')}`))].map(
      ({ 0: found, index }) => `${text.slice(0, index).split('\n').length}: ${found.trim()} is now: ${word}`,
    ),
  )

test('no document, help text, example or source uses a retired word', () => {
  expect(files.length).toBeGreaterThan(500)
  const found = files.flatMap((file) => retiredIn(readFileSync(join(ROOT, file), 'utf8')).map((line) => `${file}:${line}`))
  expect(found).toEqual([])
})

test('no file has a retired name', () => {
  const named =
    /(^|\/)(seed|image|study|perform|archipelago|renewal|rations|recall|purse|pace|rest|words|book|shelf|story|glance|kin|contender|conduct|reading|scale|complain|place|locate|follow|judge|annotate|looks|said|transcript|together|desk|lookout|gauge|prices|sight|happenings|call-book)\.tsx?$/
  expect(files.filter((file) => named.test(file) && file !== 'run/place.ts')).toEqual([])
})

test.each([
  ["seeds: [{ 'program.js': '' }]", 'initialPrograms'],
  ['order: { rule: strict }', 'commitOrder'],
  ['order: { slots: 32, bundle: 2 }', 'virtualWorkers'],
  ['npx ternate judge runs/a 1 keep', 'ternate review'],
  ["without: ['hop']", 'disabledOperators'],
  ["{ name: 'hoist', weight: 6, apply: hoist }", 'operators'],
  ["{ type: 'look', set, program }", 'heldOut'],
  ['looks: new Map(looks)', 'heldOut'],
  ['const outcomes = worker.perform(batch)', 'execute'],
  ['export type Figures = readonly number[]', 'objectives'],
  ['extendFront(front, { figures: valuesOf(objectives, each) })', 'objectives'],
  ['measures.at(-1)?.standings.find(isOurs)', 'ArmResult'],
  ['tell: (fact) => facts.push(fact)', 'emit'],
  ['const renewals = records.filter(isReset)', 'reset'],
  ['const { search } = image.state', 'snapshot'],
  ['printJson({ file, bytes, stories, programs })', 'pages'],
  ['await run.rest', 'ended'],
])('%s is found', (text, word) => {
  expect(retiredIn(text).join('\n')).toContain(word)
})

test.each([
  '--seed 7',
  'seeds: 3',
  'const seed = 7',
  'the seed of the random numbers',
  'rest',
  'it looks at the run',
  'a bundle',
  'repairs: number',
  'paired seeds',
  'performance.now()',
  'published figures: what others reached',
  '<Figures summary={value} />',
  'ask and tell: question.tell([1])',
  'const [first, ...rest] = list',
  'what it said',
])('%s is let through', (text) => {
  expect(retiredIn(text)).toEqual([])
})
