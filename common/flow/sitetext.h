/* sitetext: the page's fixed parts from share/site, embedded at build time. */
#ifndef CL_SITETEXT_H
#define CL_SITETEXT_H
extern const char cl_site_head[], cl_site_foot[];
#endif
