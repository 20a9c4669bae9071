import type { Message } from './message.ts'

/** A message with all that its handling caused. */
export interface Causation { message: Message, effects: Causation[] }

/** What caused what: one tree for each message whose cause is not among the messages. */
export function causationTrees(messages: Message[]): Causation[] {
  const nodes = new Map(messages.map(message => [message.id, { message, effects: [] as Causation[] }]))
  const roots: Causation[] = []
  for (const node of nodes.values()) {
    const cause = nodes.get(node.message.causationId ?? '')
    ;(cause?.effects ?? roots).push(node)
  }
  return roots
}

/** From an effect to its first cause, both included. */
export function climb(messages: Message[], id: string): Message[] {
  const byId = new Map(messages.map(message => [message.id, message]))
  const story: Message[] = []
  for (let step = byId.get(id); step; step = byId.get(step.causationId ?? ''))
    story.push(step)
  return story
}
