cdef class Region:
    cdef public int periods, offers, needs, processes
    cdef public bint strict
    cdef public double max_leg, max_total
    cdef public int[::1] st_res, st_site, st_code_ptr, st_code, st_sub_ptr, st_sub
    cdef public int[::1] rc_res, rc_site, rc_sub_ptr, rc_sub
    cdef public int[::1] pt_proc, ot_proc, pr_site, pr_port_ptr, pr_out_ptr, pm_ptr, pm_code, pm_group
    cdef public int[::1] fit_ptr, fit_res, back_ptr, back_res, ports_ptr, ports, needs_ptr, need_list, offers_ptr, offer_list
    cdef public int[::1] outs_ptr, out_list
    cdef public double[::1] fit_factor, back_factor, res_rate, res_max_leg, res_disposal
    cdef public signed char[::1] fit_assumed, back_assumed, res_kind, res_mode, res_thermal, res_tonnes, res_disposed
    cdef public signed char[::1] st_status, st_hazard, st_assumed, st_ok, rc_accepts, rc_complete, rc_assumed, rc_ok
    cdef public double[::1] st_temp_low, st_temp_high, st_moisture, st_share, rc_temp_low, rc_temp_high, rc_moisture, rc_limit
    cdef public signed char[::1] site_exact, site_holds, pr_operation, pr_ok, pr_start_up, pm_operation, pm_assumed
    cdef public signed char[::1] ot_role, pt_role
    cdef public double[::1] site_x, site_y, site_z, pm_tonnes
    cdef public double[:, ::1] supply, demand, capacity, least
    cdef public double[::1] pt_amount, ot_amount, pr_storage, pr_fixed, pr_activity
    cdef public double[::1] nd_weight, of_weight, pt_weight
    # the lane looked at last
    cdef public double factor
    cdef public int metres
    cdef public bint blends, assumed, counts_tonnes
    cdef public int allowances
    cdef public int[::1] allowance
    cdef public int composition, form, law, distance
    cpdef int fits(self, int stream, int receiver)
    cpdef int lane(self, int stream, int receiver, bint on_line)
    cpdef int length(self, int site, int other, int mode)
    cdef int look_at_composition(self, int stream, int receiver, bint on_line)
    cdef int look_at_form(self, int stream, int receiver)
    cdef int look_at_law(self, int stream, int receiver)
    cdef int look_at_code(self, int code, int site, int operation)
    cdef int look_at_distance(self, int stream, int receiver, bint on_line)
