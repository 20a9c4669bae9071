import type { RouteLocationNormalized, RouteLocationRaw, RouteRecordRaw } from 'vue-router'
import { slides } from '@slidev/client/logic/slides.ts'

/** Some static hosts show the first page under this name; Slidev sends it to the first slide. */
const INDEX = 'index.html'

/** Slidev takes an unknown slide number for the last slide; here the reader is told. */
function onlyKnownSlides({ params, path, query, hash }: RouteLocationNormalized): true | RouteLocationRaw {
  const { no } = params
  const isKnown = no === INDEX || slides.value.some(slide => String(slide.no) === no || slide.meta.slide?.frontmatter.routeAlias === no)
  return isKnown || { name: 'NotFound', params: { pathMatch: path.slice(1).split('/') }, query, hash }
}

/** The runnable blocks and the widgets show their printed form in Slidev's print mode, which the query tells. */
function inPrintMode({ query, path }: RouteLocationNormalized): true | RouteLocationRaw {
  return 'print' in query || { path, query: { ...query, print: 'true' } }
}

/** Adds the reader's edition, and a page in French for what does not exist. */
export default (routes: RouteRecordRaw[]): RouteRecordRaw[] => [
  { name: 'handout', path: '/handout', component: () => import('../components/deck/HandoutPage.vue'), beforeEnter: inPrintMode },
  ...routes.map((route): RouteRecordRaw => {
    if (route.name === 'NotFound')
      return { ...route, component: () => import('../components/deck/UnknownSlide.vue') } as RouteRecordRaw
    if (route.name === 'play' || route.name === 'presenter')
      return { ...route, beforeEnter: [route.beforeEnter ?? [], onlyKnownSlides].flat() } as RouteRecordRaw
    return route
  }),
]
