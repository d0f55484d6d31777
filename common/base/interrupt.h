/* interrupt: SIGINT, SIGTERM and SIGHUP leave nothing half done: registered temporary files go, one
 * line says what became of the data, then the signal ends the program as if it had not been
 * caught. An open transaction is rolled back by the next opener. */
#ifndef CL_INTERRUPT_H
#define CL_INTERRUPT_H

/* The two lines, for before and after something was stored; copied. A signal that the caller
 * ignores (nohup) stays ignored. */
void cl_interrupt_catch(const char *nothing_stored, const char *stored);
void cl_interrupt_tmp(const char *path);    /* a file to remove; borrowed until forgotten */
void cl_interrupt_forget(const char *path); /* it was renamed or removed */
void cl_interrupt_stored(void);             /* something is durable from now on */
/* The signals wait in between; may be nested. */
void cl_interrupt_hold(void);
void cl_interrupt_release(void);
#endif
