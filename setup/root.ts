import { usePageName } from '../composables/usePageName'
import { useReadiness } from '../composables/useReadiness'
import { useSlideKeys } from '../composables/useSlideKeys'

export default () => {
  usePageName()
  useReadiness()
  useSlideKeys()
}
