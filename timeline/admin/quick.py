def quick_add(request, site):
    raise NotImplementedError
