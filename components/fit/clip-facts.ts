/** How many frames a film's strip shows. */
export const pictureCount = 12
