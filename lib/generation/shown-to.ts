/** In a request of our own pages: the id of the person for whom the page was rendered. */
export const shownToHeader = 'x-dailies-shown-to'
