/* team: pieces of work that whoever is free does, taken back in the order in which they were given.
 * The program's own thread is one of the team, and one thread beside it where there is another
 * processor. Giving a piece and taking it back order memory: what one side wrote the other sees. */
#ifndef CL_TEAM_H
#define CL_TEAM_H

struct cl_team;
/* member: what each of the two threads works with, the program's own first. */
typedef void cl_team_work(void *member, void *piece);
/* room: how many pieces may be given and not yet taken back. beside 0: without a second thread, for
 * what is small. member and the pieces are borrowed. */
struct cl_team *cl_team_new(int room, cl_team_work *work, void *const member[2], int beside);
void cl_team_give(struct cl_team *t, void *piece);
/* The piece that was given first, done; until it is, this thread does others. NULL: none is left.
 */
void *cl_team_take(struct cl_team *t);
/* Waits until nothing is being done, and lets nothing begin before cl_team_go. */
void cl_team_pause(struct cl_team *t);
void cl_team_go(struct cl_team *t);
void cl_team_free(struct cl_team *t); /* pieces that were not begun are left as they are */
#endif
