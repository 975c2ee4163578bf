import type { Node } from 'estree'
import { eachName, isFunction, targetOf } from './counted.ts'
import { eachChild } from './tree.ts'

/** The most that a counter goes up by in one step, and that an index may be of a counter. */
const STEP = 4
const FACTOR = 16

/** The most that is added to a counter in an index. */
const OFFSET = 4096

/** An index at most: so many times a counter, and so much more. */
interface Reach {
  readonly factor: number
  readonly offset: number
}

/** What a name stands for at most where it is read, if it can be nothing but an index there. */
type Reader = (name: string) => Reach | undefined

/** Whether a key is written out, or an index for certain, in a function of the program or outside of all. */
export type IsIndex = (key: Node, owner: Node) => boolean

/** What a tree comes to, if it is a whole number that cannot be negative, nor large unless a counter is. */
function reachOf(node: Node, read: Reader): Reach | undefined {
  if (node.type === 'Literal')
    return typeof node.value === 'number' && node.value >>> 0 === node.value && node.value <= OFFSET
      ? { factor: 0, offset: node.value }
      : undefined
  if (node.type === 'Identifier') return read(node.name)
  if (node.type !== 'BinaryExpression' || (node.operator !== '+' && node.operator !== '*')) return undefined
  const left = reachOf(node.left, read)
  const right = reachOf(node.right, read)
  if (left === undefined || right === undefined || (node.operator === '*' && left.factor > 0 && right.factor > 0)) return undefined
  const factor = node.operator === '+' ? left.factor + right.factor : left.factor * right.offset + right.factor * left.offset
  const offset = node.operator === '+' ? left.offset + right.offset : left.offset * right.offset
  return factor <= FACTOR && offset <= OFFSET ? { factor, offset } : undefined
}

/** A name in a function: what it begins as, whether it is counted up, and whether anything else gives it a value. */
interface Variable {
  readonly inits: Node[]
  isCounter: boolean
  isOther: boolean
  reach: Reach | undefined
}

/** A function, or the program: its own names, and what is around it. */
interface Room {
  readonly outer: Room | undefined
  readonly variables: Map<string, Variable>
}

/** Every function of a tree, and the tree, with the names that it binds; those of its blocks are taken together. */
function roomsOf(tree: Node): Map<Node, Room> {
  const rooms = new Map<Node, Room>()
  const bind = ({ variables }: Room, name: string): Variable => {
    const known = variables.get(name) ?? { inits: [], isCounter: false, isOther: false, reach: undefined }
    variables.set(name, known)
    return known
  }
  const look = (node: Node, around: Room): void => {
    const other =
      (room: Room) =>
      (name: string): void =>
        void (bind(room, name).isOther = true)
    if ('id' in node && node.type !== 'VariableDeclarator' && node.id) eachName(node.id, other(around))
    let room = around
    if (isFunction(node)) {
      room = { outer: around, variables: new Map() }
      rooms.set(node, room)
    }
    if ('params' in node) for (const param of node.params) eachName(param, other(room))
    if ('id' in node && node.type === 'FunctionExpression' && node.id) eachName(node.id, other(room))
    if (node.type === 'VariableDeclarator') {
      if (node.id.type === 'Identifier' && node.init) bind(room, node.id.name).inits.push(node.init)
      else eachName(node.id, other(room))
    }
    if (node.type === 'CatchClause' && node.param) eachName(node.param, other(room))
    eachChild(node, (child) => look(child, room))
  }
  const program: Room = { outer: undefined, variables: new Map() }
  rooms.set(tree, program)
  eachChild(tree, (child) => look(child, program))
  return rooms
}

/** The variable that a name means in a room. */
const find = (room: Room | undefined, name: string): Variable | undefined =>
  room === undefined ? undefined : (room.variables.get(name) ?? find(room.outer, name))

/** Notes what gives variables another value. */
function noteAssignments(tree: Node, rooms: ReadonlyMap<Node, Room>): void {
  const look = (node: Node, around: Room): void => {
    const room = rooms.get(node) ?? around
    const change = (name: string, isCounted: boolean): void => {
      const variable = find(room, name)
      if (variable === undefined) return
      if (isCounted) variable.isCounter = true
      else variable.isOther = true
    }
    const target = targetOf(node)
    if (target?.type === 'Identifier') change(target.name, isStep(node))
    else if (target !== undefined) eachName(target, (name) => change(name, false))
    eachChild(node, (child) => look(child, room))
  }
  look(tree, rooms.get(tree) as Room)
}

/** Whether an assignment counts up by a little. */
function isStep(node: Node): boolean {
  if (node.type === 'UpdateExpression') return node.operator === '++'
  if (node.type !== 'AssignmentExpression' || node.operator !== '+=' || node.right.type !== 'Literal') return false
  const { value } = node.right
  return typeof value === 'number' && value >>> 0 === value && value <= STEP
}

/**
 * Finds out which keys can be nothing but indices: those made of variables that begin at whole numbers and are counted up, if at all. All others
 * are asked when the program runs.
 */
export function indicesOf(tree: Node): IsIndex {
  const rooms = roomsOf(tree)
  noteAssignments(tree, rooms)
  const reader =
    (room: Room | undefined): Reader =>
    (name) =>
      find(room, name)?.reach
  // a variable is known once all that it begins as is
  for (let found = true; found;) {
    found = false
    for (const room of rooms.values()) {
      for (const variable of room.variables.values()) {
        const { inits, isCounter, isOther } = variable
        if (isOther || inits.length === 0 || variable.reach !== undefined) continue
        const reaches = inits.map((init) => reachOf(init, reader(room)))
        const known = reaches.filter((reach) => reach !== undefined)
        if (known.length < reaches.length || (isCounter && known.some(({ factor }) => factor > 0))) continue
        variable.reach = {
          factor: Math.max(isCounter ? 1 : 0, ...known.map(({ factor }) => factor)),
          offset: Math.max(...known.map(({ offset }) => offset)),
        }
        found = true
      }
    }
  }
  return (key, owner) =>
    (key.type === 'Literal' && typeof key.value === 'string') ||
    reachOf(key, rooms.has(owner) ? reader(rooms.get(owner)) : () => undefined) !== undefined
}
