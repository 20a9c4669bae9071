import { expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { useTurn } from '../../../build/client/use-turn.ts'

it('names the transition once a slide was turned, and as it is by then', async () => {
  const slide = ref(1)
  const transition = ref<{ name: string } | undefined>({ name: 'slide-left' })
  const turn = useTurn(slide, transition)
  expect(turn.value).toBeUndefined()
  slide.value = 2
  await nextTick()
  expect(turn.value).toBe('slide-left')
  transition.value = { name: 'slide-right' }
  expect(turn.value).toBe('slide-right')
  transition.value = undefined
  expect(turn.value).toBeUndefined()
})
